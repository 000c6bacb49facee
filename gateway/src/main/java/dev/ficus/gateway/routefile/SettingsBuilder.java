package dev.ficus.gateway.routefile;

import dev.ficus.gateway.route.CanarySpec;
import dev.ficus.gateway.route.CompareSpec;
import dev.ficus.gateway.route.Condition;
import dev.ficus.gateway.route.FallbackSpec;
import dev.ficus.gateway.route.FilterSpec;
import dev.ficus.gateway.route.FixedResponse;
import dev.ficus.gateway.route.GatesSpec;
import dev.ficus.gateway.route.MatchSpec;
import dev.ficus.gateway.route.PlanSpec;
import dev.ficus.gateway.route.RewriteSpec;
import dev.ficus.gateway.route.RouteSettings;
import dev.ficus.gateway.route.ShadowSpec;
import dev.ficus.gateway.route.StickyKey;
import dev.ficus.gateway.route.TargetSpec;
import dev.ficus.gateway.route.TimeoutsSpec;
import dev.ficus.gateway.route.Weight;
import dev.ficus.gateway.routefile.Leaves.ShortMatch;
import dev.ficus.gateway.routefile.Yaml.Entry;
import dev.ficus.gateway.routefile.Yaml.Mapping;
import dev.ficus.gateway.routefile.Yaml.Scalar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Builds what a route, a group or a file's defaults say. */
final class SettingsBuilder {

  /** Of a shape that has passed: only a message's key can lie in a body. */
  private static final Leaf<StickyKey> STICKY_KEY =
      Leaf.of(
          Leaves.STICKY_KEY.expected(),
          Leaves.STICKY_KEY.kinds(),
          text ->
              text.startsWith("body:")
                  ? StickyKey.parseOfMessage(text)
                  : Leaves.STICKY_KEY.parse(text));

  private SettingsBuilder() {}

  static RouteSettings settings(Fields fields) {
    return new RouteSettings(
        fields.located("group", Leaves.NAME),
        fields.located("legacy", Leaves.NAME),
        fields.located("target", node -> target(fields, node)),
        fields.located("rewrite", node -> rewrite(fields.in(node))),
        fields.located("stage", Leaves.STAGE),
        canary(fields.in("canary")),
        fields.located("shadow", node -> shadow(fields, node)),
        fields.located("gates", node -> gates(fields.in(node))),
        fields.located("plan", node -> plan(fields.in(node))),
        fields.located("safe", Leaves.FLAG),
        fields.located("fallback", node -> fallback(fields, node)),
        fields.located("priority", Leaves.ANY_INTEGER),
        timeouts(fields.in("timeouts")),
        fields.located("filters", node -> filters(fields)),
        fields.located("listener", Leaves.LISTENER),
        QueueBuilder.queue(fields));
  }

  static MatchSpec match(Fields route, Yaml node) {
    if (node instanceof Scalar) {
      ShortMatch match = Fields.parse(node, Leaves.SHORT_MATCH_FORM);
      return new MatchSpec(match.path(), match.methods(), null, List.of());
    }
    Fields match = route.in(node);
    Set<String> methods = new LinkedHashSet<>();
    match.values("methods", Leaves.METHOD_LIST).forEach(methods::addAll);
    List<Condition> conditions = new ArrayList<>();
    match
        .valueMap("headers", Leaves.TEXT)
        .forEach((k, v) -> conditions.add(new Condition(Condition.Part.HEADER, k, v)));
    match
        .valueMap("query", Leaves.TEXT)
        .forEach((k, v) -> conditions.add(new Condition(Condition.Part.QUERY, k, v)));
    match
        .valueMap("cookies", Leaves.TEXT)
        .forEach((k, v) -> conditions.add(new Condition(Condition.Part.COOKIE, k, v)));
    return new MatchSpec(
        Objects.requireNonNull(match.value("path", Leaves.PATH_PATTERN)),
        methods,
        match.value("host", Leaves.HOST),
        conditions);
  }

  private static TargetSpec target(Fields route, Yaml node) {
    if (node instanceof Scalar) {
      return new TargetSpec.ToUpstream(Fields.parse(node, Leaves.UPSTREAM_NAME));
    }
    Fields target = route.in(node);
    return new TargetSpec.Respond(response(target, Objects.requireNonNull(target.get("respond"))));
  }

  /** A status alone, or with a body. */
  static FixedResponse response(Fields around, Yaml node) {
    if (node instanceof Scalar) {
      return new FixedResponse(Fields.parse(node, Leaves.STATUS), null, "");
    }
    Fields fields = around.in(node);
    return new FixedResponse(
        Objects.requireNonNull(fields.value("status", Leaves.STATUS)),
        fields.value("contentType", Leaves.HEADER_VALUE),
        fields.value("body", Leaves.TEXT, ""));
  }

  private static RewriteSpec rewrite(Fields fields) {
    return new RewriteSpec(
        fields.value("path", Leaves.PATH), fields.valueMap("query", Leaves.TEXT));
  }

  private static CanarySpec canary(@Nullable Fields fields) {
    if (fields == null) {
      return CanarySpec.UNSAID;
    }
    return new CanarySpec(
        fields.located("weight", Leaves.PERCENT),
        fields.locatedValues("stickyBy", STICKY_KEY),
        fields.locatedValues("include", Leaves.CLIENT_RULE),
        fields.locatedValues("exclude", Leaves.CLIENT_RULE));
  }

  private static ShadowSpec shadow(Fields route, Yaml node) {
    if (node instanceof Scalar) {
      return Fields.parse(node, Leaves.ON_OR_OFF) ? ShadowSpec.DEFAULT : ShadowSpec.OFF;
    }
    Fields fields = route.in(node);
    return new ShadowSpec(
        fields.value("sample", Leaves.PERCENT, Weight.ALL),
        fields.value("maxBody", Leaves.SIZE, ShadowSpec.MAX_BODY),
        fields.value("maxConcurrent", Leaves.COUNT, ShadowSpec.MAX_CONCURRENT),
        fields.value("writes", Leaves.FLAG, false),
        noise(fields),
        compare(fields.in("compare")),
        fields.values("redact", Leaves.POINTER));
  }

  private static ShadowSpec.@Nullable NoiseSpec noise(Fields shadow) {
    if (!(shadow.get("noise") instanceof Mapping noise)) {
      return null;
    }
    Fields fields = shadow.in(noise);
    return new ShadowSpec.NoiseSpec(
        fields.value("sample", Leaves.PERCENT, ShadowSpec.NoiseSpec.SAMPLE),
        fields.get("maxRate") == null
            ? ShadowSpec.NoiseSpec.MAX_PER_SECOND
            : Leaves.perSecond(Fields.parse(fields.get("maxRate"), Leaves.RATE)));
  }

  private static CompareSpec compare(@Nullable Fields fields) {
    return fields == null
        ? CompareSpec.PLAIN
        : new CompareSpec(
            fields.values("headers", Leaves.HEADER_NAME),
            fields.values("ignore", Leaves.DIFFERENCE),
            fields.values("unordered", Leaves.POINTER),
            fields.valueMap("tolerance", Leaves.NUMBER));
  }

  private static GatesSpec gates(Fields fields) {
    Map<String, String> limits = new LinkedHashMap<>();
    for (Entry entry : fields.map().entries()) {
      limits.put(entry.key().raw(), Fields.parse(entry.value(), Leaves.TEXT));
    }
    return new GatesSpec(limits);
  }

  private static PlanSpec plan(Fields fields) {
    return new PlanSpec(
        fields.values("steps", Leaves.STEP),
        fields.value("hold", Leaves.DURATION, Duration.ZERO),
        fields.value("auto", Leaves.FLAG, false));
  }

  private static FallbackSpec fallback(Fields route, Yaml node) {
    if (node instanceof Scalar) {
      return new FallbackSpec(Fields.parse(node, Leaves.FALLBACK_MODE), Set.of());
    }
    Fields fields = route.in(node);
    return new FallbackSpec(
        fields.value("mode", Leaves.FALLBACK_MODE, FallbackSpec.Mode.SAFE),
        new LinkedHashSet<>(fields.values("alsoOn", Leaves.ERROR_STATUS)));
  }

  private static TimeoutsSpec timeouts(@Nullable Fields fields) {
    return fields == null
        ? TimeoutsSpec.UNSAID
        : timeouts(fields, "").orElse(timeouts(fields, "Timeout"));
  }

  static TimeoutsSpec timeouts(Fields fields, String suffix) {
    return new TimeoutsSpec(
        fields.value("connect" + suffix, Leaves.DURATION),
        fields.value("response" + suffix, Leaves.DURATION),
        fields.value("idle" + suffix, Leaves.DURATION),
        fields.value("streamIdle" + suffix, Leaves.DURATION),
        fields.value("total" + suffix, Leaves.DURATION));
  }

  private static List<FilterSpec> filters(Fields route) {
    return route.items("filters").stream().map(node -> filter(route, node)).toList();
  }

  private static FilterSpec filter(Fields route, Yaml node) {
    if (node instanceof Mapping) {
      Fields fields = route.in(node);
      return new FilterSpec(
          Objects.requireNonNull(fields.value("name", Leaves.TEXT)),
          fields.valueMap("args", Leaves.TEXT),
          fields.value("on", FilterShape.ON, FilterSpec.On.TARGET));
    }
    String text = Fields.parse(node, Leaves.TEXT);
    Map<String, String> args = new LinkedHashMap<>();
    for (String argument : FilterCatalog.arguments(text)) {
      args.put("_genkey_" + args.size(), argument);
    }
    return new FilterSpec(FilterCatalog.name(text), args, FilterSpec.On.TARGET);
  }
}
