package dev.ficus.gateway.route;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cohort of a route as a file says it; what is null was not said. */
public record CanarySpec(
    @Nullable Located<Weight> weight,
    @Nullable Located<List<StickyKey>> stickyBy,
    @Nullable Located<List<ClientRule>> include,
    @Nullable Located<List<ClientRule>> exclude) {

  public static final CanarySpec UNSAID = new CanarySpec(null, null, null, null);

  /** These, and where they say nothing, the others. */
  public CanarySpec orElse(CanarySpec others) {
    return new CanarySpec(
        weight != null ? weight : others.weight,
        stickyBy != null ? stickyBy : others.stickyBy,
        include != null ? include : others.include,
        exclude != null ? exclude : others.exclude);
  }
}
