package dev.ficus.gateway.routefile;

import static dev.ficus.gateway.routefile.Leaves.COUNT;
import static dev.ficus.gateway.routefile.Leaves.DURATION;
import static dev.ficus.gateway.routefile.Leaves.FLAG;
import static dev.ficus.gateway.routefile.Leaves.HEADER_NAME;
import static dev.ficus.gateway.routefile.Leaves.HEADER_VALUE;
import static dev.ficus.gateway.routefile.Leaves.ID;
import static dev.ficus.gateway.routefile.Leaves.NAME;
import static dev.ficus.gateway.routefile.Leaves.PATH;
import static dev.ficus.gateway.routefile.Leaves.PERCENT;
import static dev.ficus.gateway.routefile.Leaves.SIZE;
import static dev.ficus.gateway.routefile.Leaves.STATUS;
import static dev.ficus.gateway.routefile.Leaves.TEXT;
import static dev.ficus.gateway.routefile.Leaves.UPSTREAM_NAME;

import dev.ficus.gateway.route.CircuitSpec;
import dev.ficus.gateway.route.UpstreamSpec;
import dev.ficus.gateway.routefile.Shape.Either;
import dev.ficus.gateway.routefile.Shape.ListOf;
import dev.ficus.gateway.routefile.Shape.MapOf;
import dev.ficus.gateway.routefile.Shape.Place;
import dev.ficus.gateway.routefile.Yaml.Entry;
import dev.ficus.gateway.routefile.Yaml.Mapping;
import dev.ficus.gateway.routefile.Yaml.Scalar;
import dev.ficus.gateway.routefile.Yaml.Sequence;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The whole of a route file, top down at the end; {@code schema.json} says the same to editors. */
final class RouteFileShape {

  private RouteFileShape() {}

  static final Leaf<CircuitSpec.Mode> CIRCUIT_MODE = Leaves.enumWords(CircuitSpec.Mode.class);
  static final Leaf<CircuitSpec.Scope> CIRCUIT_SCOPE = Leaves.enumWords(CircuitSpec.Scope.class);
  static final Leaf<UpstreamSpec.Data> DATA = Leaves.enumWords(UpstreamSpec.Data.class);

  private static final Shape RESPONSE =
      new Either(
          STATUS,
          MapShape.of("response")
              .must("status", STATUS)
              .with("contentType", HEADER_VALUE)
              .with("body", TEXT));

  /** As upstreams spell them, and shorter, since here the word stands one level up. */
  private static final Shape TIMEOUTS =
      MapShape.of("timeouts")
          .with("connect", DURATION)
          .with("response", DURATION)
          .with("idle", DURATION)
          .with("streamIdle", DURATION)
          .with("total", DURATION)
          .with("connectTimeout", DURATION)
          .with("responseTimeout", DURATION)
          .with("idleTimeout", DURATION)
          .with("streamIdleTimeout", DURATION)
          .with("totalTimeout", DURATION);

  private static final Shape CIRCUIT =
      new Either(
          CIRCUIT_MODE,
          MapShape.of("circuit")
              .with("mode", CIRCUIT_MODE)
              .with("scope", CIRCUIT_SCOPE)
              .with("window", DURATION)
              .with("minimumCalls", COUNT)
              .with("failureRate", PERCENT)
              .with("failures", COUNT)
              .with("slowCall", DURATION)
              .with("slowRate", PERCENT)
              .with("openFor", DURATION)
              .with("probes", COUNT)
              .with("response", RESPONSE));

  private static final Shape UPSTREAM =
      MapShape.of("upstream")
          .with("url", Leaves.URL)
          .with("urls", ListOf.some("a list of URLs", Leaves.URL))
          .with("connectTimeout", DURATION)
          .with("responseTimeout", DURATION)
          .with("idleTimeout", DURATION)
          .with("streamIdleTimeout", DURATION)
          .with("totalTimeout", DURATION)
          .with(
              "pool",
              MapShape.of("pool")
                  .with("maxConnections", COUNT)
                  .with("maxPending", Leaves.COUNT_OR_NONE)
                  .with("maxIdle", DURATION))
          .with("host", Leaves.HOST_POLICY)
          .with(
              "headers",
              MapShape.of("headers")
                  .with("set", MapOf.of("a map of headers", HEADER_NAME, HEADER_VALUE))
                  .with("remove", ListOf.of("a list of header names", HEADER_NAME)))
          .with("circuit", CIRCUIT)
          .with("data", DATA)
          .with("versionHeader", HEADER_NAME)
          .so(RouteFileShape::oneUrl);

  private static final Shape MATCH =
      new Either(
          Leaves.SHORT_MATCH_FORM,
          MapShape.of("match")
              .must("path", Leaves.PATH_PATTERN)
              .with("methods", ListOf.oneOrMore("a list of methods", Leaves.METHOD_LIST))
              .with("host", Leaves.HOST)
              .with("headers", MapOf.of("a map of headers", HEADER_NAME, TEXT))
              .with("query", MapOf.of("a map of parameters", TEXT, TEXT))
              .with("cookies", MapOf.of("a map of cookies", TEXT, TEXT)));

  private static final Shape REWRITE =
      MapShape.of("rewrite")
          .with("path", PATH)
          .with("query", MapOf.of("a map of parameters", TEXT, TEXT));

  private static final Shape CANARY =
      MapShape.of("canary")
          .with("weight", PERCENT)
          .with("stickyBy", ListOf.oneOrMore("a list of keys", Leaves.STICKY_KEY))
          .with("include", ListOf.oneOrMore("a list of rules", Leaves.CLIENT_RULE))
          .with("exclude", ListOf.oneOrMore("a list of rules", Leaves.CLIENT_RULE));

  private static final Shape SHADOW =
      new Either(
          Leaves.ON_OR_OFF,
          MapShape.of("shadow")
              .with("sample", PERCENT)
              .with("maxBody", SIZE)
              .with("maxConcurrent", COUNT)
              .with("writes", FLAG)
              .with(
                  "noise",
                  new Either(
                      Leaves.words("off"),
                      MapShape.of("noise").with("sample", PERCENT).with("maxRate", Leaves.RATE)))
              .with("redact", ListOf.of("a list of JSON pointers", Leaves.POINTER))
              .with(
                  "compare",
                  MapShape.of("compare")
                      .with("headers", ListOf.of("a list of header names", HEADER_NAME))
                      .with("ignore", ListOf.of("a list of paths", Leaves.DIFFERENCE))
                      .with("unordered", ListOf.of("a list of JSON pointers", Leaves.POINTER))
                      .with(
                          "tolerance",
                          MapOf.of("a map of JSON pointers", Leaves.POINTER, Leaves.NUMBER))));

  private static final Leaf<String> GATE_WINDOW = Leaves.words("since-cutover");

  private static final Shape GATES =
      MapShape.of("gates")
          .with("mismatchRate", PERCENT)
          .with("errorRateIncrease", Leaves.POINTS)
          .with("p95Ratio", Leaves.NUMBER)
          .with("window", GATE_WINDOW);

  private static final Shape PLAN =
      MapShape.of("plan")
          .must("steps", ListOf.some("a list of steps", Leaves.STEP))
          .with("hold", DURATION)
          .with("auto", FLAG);

  private static final Shape TARGET =
      new Either(UPSTREAM_NAME, MapShape.of("target").must("respond", RESPONSE));

  private static final Shape FALLBACK =
      new Either(
          Leaves.FALLBACK_MODE,
          MapShape.of("fallback")
              .with("mode", Leaves.FALLBACK_MODE)
              .with("alsoOn", ListOf.of("a list of statuses", Leaves.ERROR_STATUS)));

  /** What makes a migration: of a route, and later of a subscriber and of a stored request. */
  private static final Map<String, Shape> MIGRATION = migration();

  /** What a route, a group and a file's defaults may say. */
  private static final Map<String, Shape> SETTINGS = settings();

  private static final Shape WEBHOOK = QueueShapes.webhook(MIGRATION, RESPONSE);
  private static final Shape STORE = QueueShapes.store(MIGRATION);

  private static final Shape ROUTE =
      MapShape.namedBy("route", "id")
          .must("id", ID)
          .must("match", MATCH)
          .with("group", ID)
          .with("priority", Leaves.ANY_INTEGER)
          .with(SETTINGS)
          .with("webhook", WEBHOOK)
          .with("store", STORE)
          .so(RouteFileShape::oneKind);

  static final Shape FILE =
      MapShape.of("file")
          .with(
              "default",
              new Either(
                  NAME,
                  new MapOf("a map of hosts", Leaves.HOST, NAME, host -> "host '" + host + "'", 1)))
          .with("defaults", MapShape.of("defaults").with("group", ID).with(SETTINGS))
          .with("upstreams", MapOf.of("a map of upstreams", UPSTREAM_NAME, UPSTREAM, "upstream"))
          .with(
              "groups",
              MapOf.of("a map of groups", NAME, MapShape.of("group").with(SETTINGS), "group"))
          .with("routes", ListOf.of("a list of routes, [] for none", ROUTE))
          .with("removed", ListOf.of("a list of route ids", ID))
          .with("notify", ListOf.of("a list of receivers", QueueShapes.RECEIVER))
          .so(RouteFileShape::wholeFile);

  private static Map<String, Shape> migration() {
    Map<String, Shape> keys = new LinkedHashMap<>();
    keys.put("legacy", NAME);
    keys.put("target", TARGET);
    keys.put("rewrite", REWRITE);
    keys.put("stage", Leaves.STAGE);
    keys.put("canary", CANARY);
    keys.put("shadow", SHADOW);
    keys.put("gates", GATES);
    keys.put("plan", PLAN);
    return keys;
  }

  private static Map<String, Shape> settings() {
    Map<String, Shape> keys = new LinkedHashMap<>(MIGRATION);
    keys.put("safe", FLAG);
    keys.put("fallback", FALLBACK);
    keys.put("timeouts", TIMEOUTS);
    keys.put("filters", ListOf.of("a list of filters", new FilterShape()));
    keys.put("listener", Leaves.LISTENER);
    return keys;
  }

  private static void oneUrl(Mapping map, Place place, Problems problems) {
    if ((map.entry("url") == null) == (map.entry("urls") == null)) {
      problems.add(MapShape.start(map), place + ": expected either 'url' or 'urls'");
    }
  }

  private static void oneKind(Mapping map, Place place, Problems problems) {
    Entry store = map.entry("store");
    if (map.entry("webhook") != null && store != null) {
      problems.add(store.key().span(), place + ": expected either 'webhook' or 'store', not both");
    }
  }

  private static void wholeFile(Mapping file, Place place, Problems problems) {
    if (file.entries().isEmpty() && problems.isEmpty()) {
      problems.add(file.span(), "the file says nothing; say `routes: []` to empty it");
    }
    Map<String, Scalar> ids = new HashMap<>();
    if (file.get("routes") instanceof Sequence routes) {
      for (Yaml route : routes.items()) {
        if (route instanceof Mapping map && map.get("id") instanceof Scalar id) {
          Scalar first = ids.putIfAbsent(id.raw(), id);
          if (first != null) {
            problems.add(
                id.span(),
                "route id '" + id.raw() + "' stands twice; first at " + at(first, problems));
          }
        }
      }
    }
    if (file.get("removed") instanceof Sequence removed) {
      for (Yaml item : removed.items()) {
        Scalar route = item instanceof Scalar id ? ids.get(id.raw()) : null;
        if (route != null) {
          problems.add(
              item.span(),
              "route '"
                  + route.raw()
                  + "' is listed as removed, but stands at "
                  + at(route, problems));
        }
      }
    }
  }

  private static String at(Scalar scalar, Problems problems) {
    return problems.position(scalar.span()).toString();
  }
}
