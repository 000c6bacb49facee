package dev.ficus.gateway.forwarding;

import dev.ficus.gateway.route.FilterSpec;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The filters that an entry has, for whoever reads route files and wants to know before traffic.
 */
public interface FilterCatalog {

  /** Every name that {@code filters:} could say as far as the entry goes. */
  Set<String> names();

  /** Why a filter cannot be used as written, in a sentence; null if it can. */
  @Nullable String violation(FilterSpec filter);
}
