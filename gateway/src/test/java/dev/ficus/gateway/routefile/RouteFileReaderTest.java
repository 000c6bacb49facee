package dev.ficus.gateway.routefile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.route.CircuitSpec;
import dev.ficus.gateway.route.ClientRule;
import dev.ficus.gateway.route.CompareSpec;
import dev.ficus.gateway.route.Condition;
import dev.ficus.gateway.route.Condition.Part;
import dev.ficus.gateway.route.FallbackSpec;
import dev.ficus.gateway.route.FilterSpec;
import dev.ficus.gateway.route.FixedResponse;
import dev.ficus.gateway.route.HostPattern;
import dev.ficus.gateway.route.HostPolicy;
import dev.ficus.gateway.route.Listener;
import dev.ficus.gateway.route.Located;
import dev.ficus.gateway.route.MatchSpec;
import dev.ficus.gateway.route.NotifyEvent;
import dev.ficus.gateway.route.PathPattern;
import dev.ficus.gateway.route.PlanSpec;
import dev.ficus.gateway.route.PoolSpec;
import dev.ficus.gateway.route.Position;
import dev.ficus.gateway.route.QueueSpec;
import dev.ficus.gateway.route.ReceiverSpec;
import dev.ficus.gateway.route.RouteFile;
import dev.ficus.gateway.route.RouteSettings;
import dev.ficus.gateway.route.RouteSpec;
import dev.ficus.gateway.route.ShadowSpec;
import dev.ficus.gateway.route.Stage;
import dev.ficus.gateway.route.StickyKey;
import dev.ficus.gateway.route.SubscriberSpec;
import dev.ficus.gateway.route.TargetSpec;
import dev.ficus.gateway.route.TimeoutsSpec;
import dev.ficus.gateway.route.UpstreamSpec;
import dev.ficus.gateway.route.Weight;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What good files mean. */
class RouteFileReaderTest {

  private static final RouteFile EVERYTHING =
      Sources.good(Sources.resource("good/everything.yaml"));

  private static RouteSettings route(String id) {
    return spec(EVERYTHING, id).settings();
  }

  private static RouteSpec spec(RouteFile file, String id) {
    return file.routes().stream().filter(r -> r.id().value().equals(id)).findFirst().orElseThrow();
  }

  private static RouteSettings only(String settings) {
    return Sources.good("routes: [ { id: a, match: /a, " + settings + " } ]")
        .routes()
        .getFirst()
        .settings();
  }

  private static MatchSpec match(String match) {
    return Sources.good("routes: [ { id: a, match: " + match + " } ]")
        .routes()
        .getFirst()
        .match()
        .value();
  }

  private static UpstreamSpec upstream(String settings) {
    return Sources.good("upstreams: { a: { " + settings + " } }").upstreams().getFirst();
  }

  private static <T> @Nullable T value(@Nullable Located<T> located) {
    return located == null ? null : located.value();
  }

  @Test
  void readsTheFileAroundTheRoutes() {
    assertThat(EVERYTHING.name()).isEqualTo(Sources.NAME);
    assertThat(EVERYTHING.fingerprint()).matches("[0-9a-f]{64}");
    assertThat(Objects.requireNonNull(EVERYTHING.defaultUpstream()).value().byHost())
        .containsOnlyKeys(HostPattern.ANY);
    assertThat(value(EVERYTHING.defaults().legacy())).isEqualTo("monolith");
    assertThat(value(EVERYTHING.defaults().canary().stickyBy()))
        .containsExactly(new StickyKey.Header("X-User-Id"), new StickyKey.Cookie("SESSION"));
    assertThat(EVERYTHING.removed()).extracting(Located::value).containsExactly("old-route");
    assertThat(EVERYTHING.routes())
        .extracting(r -> r.id().value())
        .containsExactly(
            "get-order",
            "place-order",
            "search",
            "old-export",
            "payments-api",
            "payment-events",
            "monthly-report");
  }

  @Test
  void readsUpstreams() {
    UpstreamSpec monolith = EVERYTHING.upstreams().getFirst();
    assertThat(monolith.name()).isEqualTo("monolith");
    assertThat(monolith.urls().getFirst().value()).isEqualTo(URI.create("http://localhost:9001"));
    assertThat(monolith.timeouts()).isEqualTo(TimeoutsSpec.UNSAID);
    assertThat(monolith.pool()).isEqualTo(PoolSpec.DEFAULT);
    assertThat(monolith.circuit()).isNull();
    UpstreamSpec orders = EVERYTHING.upstreams().get(1);
    assertThat(orders.headers().set()).containsExactly(Map.entry("X-Api-Key", "file-secret"));
    assertThat(orders.circuit())
        .isEqualTo(
            new CircuitSpec(
                CircuitSpec.Mode.ON,
                null,
                Duration.ofSeconds(10),
                20,
                Weight.parse("50%"),
                null,
                null,
                null,
                null,
                null,
                null));
  }

  @Test
  void readsGroups() {
    assertThat(EVERYTHING.groups()).hasSize(1);
    assertThat(EVERYTHING.groups().getFirst().name().value()).isEqualTo("orders");
    RouteSettings settings = EVERYTHING.groups().getFirst().settings();
    assertThat(value(settings.target())).isEqualTo(new TargetSpec.ToUpstream("orders"));
    PlanSpec plan = Objects.requireNonNull(value(settings.plan()));
    assertThat(plan.hold()).isEqualTo(Duration.ofMinutes(10));
    assertThat(plan.auto()).isTrue();
    assertThat(plan.steps())
        .extracting(PlanSpec.Step::toString)
        .containsExactly("shadow", "1%", "10%", "50%", "live");
  }

  @Test
  void readsARouteInShortForm() {
    MatchSpec match = spec(EVERYTHING, "get-order").match().value();
    assertThat(match.methods()).containsExactly("GET");
    assertThat(match.path().text()).isEqualTo("/api/orders/{id}");
    assertThat(match.host()).isNull();
    assertThat(match.conditions()).isEmpty();
    RouteSettings route = route("get-order");
    assertThat(value(route.group())).isEqualTo("orders");
    assertThat(Objects.requireNonNull(value(route.rewrite())).path()).isEqualTo("/orders/{id}");
    CompareSpec compare = Objects.requireNonNull(value(route.shadow())).compare();
    assertThat(compare.ignore()).containsExactly("/generatedAt");
    assertThat(compare.tolerance()).containsEntry("/total", new BigDecimal("0.01"));
    assertThat(Objects.requireNonNull(value(route.gates())).limits())
        .containsExactly(
            Map.entry("mismatchRate", "0.5%"),
            Map.entry("errorRateIncrease", "0.5pp"),
            Map.entry("p95Ratio", "1.2"));
    assertThat(route.stage()).isNull();
    assertThat(route.queue()).isNull();
  }

  @Test
  void readsARouteInLongForm() {
    MatchSpec match = spec(EVERYTHING, "search").match().value();
    assertThat(match.methods()).containsExactlyInAnyOrder("GET", "POST");
    assertThat(match.host()).isEqualTo(new HostPattern("*.shop.example"));
    assertThat(match.conditions())
        .containsExactly(
            new Condition(Part.HEADER, "X-Api", "2"),
            new Condition(Part.QUERY, "q", "*"),
            new Condition(Part.COOKIE, "lang", "*"));
    RouteSettings route = route("search");
    assertThat(value(route.safe())).isTrue();
    assertThat(value(route.stage())).isEqualTo(Stage.CANARY);
    assertThat(value(route.canary().weight())).isEqualTo(Weight.parse("10%"));
    assertThat(value(route.canary().stickyBy()))
        .containsExactly(new StickyKey.Header("X-Tenant"), new StickyKey.AssignedCookie());
    assertThat(value(route.canary().include()))
        .containsExactly(new ClientRule(new Condition(Part.HEADER, "X-Beta", "1")));
    assertThat(value(route.canary().exclude()))
        .containsExactly(new ClientRule(new Condition(Part.HEADER, "X-Partner", "acme")));
    assertThat(value(route.filters()))
        .containsExactly(
            new FilterSpec(
                "AddRequestHeader",
                Map.of("_genkey_0", "X-Via", "_genkey_1", "ficus"),
                FilterSpec.On.TARGET));
  }

  @Test
  void readsAnAnswerOfTheGatewaysOwn() {
    assertThat(value(route("old-export").target()))
        .isEqualTo(new TargetSpec.Respond(new FixedResponse(410, "text/plain", "Use /v2/export")));
    assertThat(value(only("target: { respond: 410 }").target()))
        .isEqualTo(new TargetSpec.Respond(new FixedResponse(410, null, "")));
  }

  @Test
  void readsTheInternalListener() {
    assertThat(value(route("payments-api").listener())).isEqualTo(Listener.INTERNAL);
    assertThat(spec(EVERYTHING, "payments-api").match().value().methods()).isEmpty();
  }

  @Test
  void readsWhoIsToldOfEvents() {
    ReceiverSpec pager = EVERYTHING.receivers().getFirst();
    assertThat(pager.url()).hasToString("https://pager.example:8443/x/t0ken");
    assertThat(pager.events()).containsOnly(NotifyEvent.ROLLBACK, NotifyEvent.CIRCUIT_OPEN);
    assertThat(pager.sign()).isNotNull();
    assertThat(EVERYTHING.toString()).doesNotContain("t0ken", "whsec_");
    assertThat(EVERYTHING.receivers().getLast().events()).containsOnly(NotifyEvent.values());
  }

  @Test
  void readsAWebhook() {
    QueueSpec.Webhook webhook = (QueueSpec.Webhook) value(route("payment-events").queue());
    assertThat(Objects.requireNonNull(webhook.verify()).scheme()).isEqualTo("standard-webhooks");
    assertThat(webhook.toString()).doesNotContain("whsec_");
    assertThat(webhook.maxBody()).isEqualTo(1 << 20);
    assertThat(webhook.strict()).isFalse();
    SubscriberSpec ledger = webhook.subscribers().getFirst();
    assertThat(ledger.name().value()).isEqualTo("ledger");
    assertThat(ledger.rate()).isEqualTo(new SubscriberSpec.RateSpec(50, Duration.ofSeconds(1)));
    assertThat(ledger.concurrency()).isEqualTo(8);
    assertThat(ledger.retry().never()).contains(400, 410, 422);
    assertThat(webhook.subscribers().getLast().concurrency()).isEqualTo(16);
  }

  @Test
  void readsAStoreWithItsSides() {
    QueueSpec.Store store = (QueueSpec.Store) value(route("monthly-report").queue());
    assertThat(store.concurrency()).isEqualTo(2);
    assertThat(store.timeout()).isEqualTo(Duration.ofMinutes(5));
    assertThat(store.attempts()).isEqualTo(3);
    assertThat(value(store.settings().target())).isEqualTo(new TargetSpec.ToUpstream("reports"));
  }

  @Test
  void knowsWhereThingsStand() {
    assertThat(spec(EVERYTHING, "get-order").id().where())
        .isEqualTo(new Position(Sources.NAME, 20, 9));
    assertThat(spec(EVERYTHING, "get-order").match().where())
        .isEqualTo(new Position(Sources.NAME, 21, 12));
    assertThat(EVERYTHING.upstreams().getFirst().where())
        .isEqualTo(new Position(Sources.NAME, 9, 3));
  }

  @Test
  void readsEveryUpstreamSetting() {
    UpstreamSpec upstream =
        upstream(
            """
            urls: [ "http://a:80", "https://b:8443/", "http://[::1]:9000" ],
            connectTimeout: 500ms, responseTimeout: 2s, idleTimeout: 10m, streamIdleTimeout: 1h,
            totalTimeout: off, pool: { maxConnections: 1, maxPending: 0, maxIdle: 5s },
            host: shop.example, headers: { set: { X-A: 1 }, remove: [ X-B ] },
            data: separate, versionHeader: X-Build,
            circuit: { mode: watch, scope: upstream, window: 1m, failures: 5, slowCall: 2s,
              slowRate: 20%, openFor: 15s, probes: 3, response: { status: 503, body: down } }
            """);
    assertThat(upstream.urls())
        .extracting(Located::value)
        .containsExactly(
            URI.create("http://a:80"),
            URI.create("https://b:8443"),
            URI.create("http://[::1]:9000"));
    assertThat(upstream.timeouts())
        .isEqualTo(
            new TimeoutsSpec(
                Duration.ofMillis(500),
                Duration.ofSeconds(2),
                Duration.ofMinutes(10),
                Duration.ofHours(1),
                Duration.ZERO));
    assertThat(upstream.pool()).isEqualTo(new PoolSpec(1, 0, Duration.ofSeconds(5)));
    assertThat(upstream.host()).isEqualTo(new HostPolicy.Fixed("shop.example"));
    assertThat(upstream.headers().set()).containsExactly(Map.entry("X-A", "1"));
    assertThat(upstream.headers().remove()).containsExactly("X-B");
    assertThat(upstream.data()).isEqualTo(UpstreamSpec.Data.SEPARATE);
    assertThat(upstream.versionHeader()).isEqualTo("X-Build");
    assertThat(upstream.circuit())
        .isEqualTo(
            new CircuitSpec(
                CircuitSpec.Mode.WATCH,
                CircuitSpec.Scope.UPSTREAM,
                Duration.ofMinutes(1),
                null,
                null,
                5,
                Duration.ofSeconds(2),
                Weight.parse("20%"),
                Duration.ofSeconds(15),
                3,
                new FixedResponse(503, null, "down")));
    assertThat(upstream("url: http://a, host: preserve").host())
        .isEqualTo(new HostPolicy.Preserve());
    assertThat(upstream("url: http://a, host: upstream").host())
        .isEqualTo(new HostPolicy.Upstream());
    assertThat(Objects.requireNonNull(upstream("url: http://a, circuit: off").circuit()).mode())
        .isEqualTo(CircuitSpec.Mode.OFF);
  }

  @Test
  void readsEveryFormOfAMatch() {
    assertThat(match("/a/**")).isEqualTo(new MatchSpec(path("/a/**"), Set.of(), null, List.of()));
    assertThat(match("\"GET,POST /a\"").methods()).containsExactlyInAnyOrder("GET", "POST");
    assertThat(match("{ path: /a, methods: GET }").methods()).containsExactly("GET");
    assertThat(match("{ path: /a, methods: [ PROPFIND ] }").methods()).containsExactly("PROPFIND");
    assertThat(match("{ path: /a, headers: { X-N: 2 } }").conditions())
        .containsExactly(new Condition(Part.HEADER, "X-N", "2"));
  }

  private static PathPattern path(String text) {
    return PathPattern.parse(text);
  }

  @Test
  void readsEveryFormOfAFallback() {
    assertThat(value(only("fallback: safe").fallback())).isEqualTo(FallbackSpec.DEFAULT);
    assertThat(value(only("fallback: never").fallback()))
        .isEqualTo(new FallbackSpec(FallbackSpec.Mode.NEVER, Set.of()));
    assertThat(value(only("fallback: { mode: safe, alsoOn: [ 404 ] }").fallback()))
        .isEqualTo(new FallbackSpec(FallbackSpec.Mode.SAFE, Set.of(404)));
  }

  @Test
  void readsEveryFormOfAFilter() {
    assertThat(
            value(
                only("filters: [ StripPrefix=1, SecureHeaders, { name: RewritePath, on: both,"
                        + " args: { regexp: '/a/(?<rest>.*)', replacement: '/$\\{rest}' } } ]")
                    .filters()))
        .containsExactly(
            new FilterSpec("StripPrefix", Map.of("_genkey_0", "1"), FilterSpec.On.TARGET),
            new FilterSpec("SecureHeaders", Map.of(), FilterSpec.On.TARGET),
            new FilterSpec(
                "RewritePath",
                Map.of("regexp", "/a/(?<rest>.*)", "replacement", "/$\\{rest}"),
                FilterSpec.On.BOTH));
  }

  @Test
  void readsEveryFormOfTheDefault() {
    assertThat(
            Objects.requireNonNull(Sources.good("default: none").defaultUpstream())
                .value()
                .byHost()
                .values())
        .extracting(Located::value)
        .containsExactly("none");
    assertThat(
            Objects.requireNonNull(
                    Sources.good("default: { \"*\": a, \"admin.*\": b }").defaultUpstream())
                .value()
                .byHost())
        .containsOnlyKeys(HostPattern.ANY, new HostPattern("admin.*"));
  }

  @Test
  void readsOtherSettingsOfARoute() {
    RouteSettings settings =
        only(
            "stage: shadow, priority: -3, timeouts: { connect: 1s, responseTimeout: 3s },"
                + " canary: { weight: 0.25, stickyBy: path:id }, shadow: off, legacy: none");
    assertThat(value(settings.stage())).isEqualTo(Stage.SHADOW);
    assertThat(value(settings.priority())).isEqualTo(-3);
    assertThat(settings.timeouts())
        .isEqualTo(
            new TimeoutsSpec(Duration.ofSeconds(1), Duration.ofSeconds(3), null, null, null));
    assertThat(value(settings.canary().weight())).isEqualTo(new Weight(25));
    assertThat(value(settings.canary().stickyBy()))
        .containsExactly(new StickyKey.PathVariable("id"));
    assertThat(value(settings.shadow())).isEqualTo(ShadowSpec.OFF);
    assertThat(value(settings.legacy())).isEqualTo("none");
  }

  @Test
  void resolvesPlaceholdersIntoAnyKindOfValue() {
    RouteSettings settings =
        only(
            "priority: \"${PRIORITY:7}\", safe: '${SAFE:true}', canary: { weight: \"${W:5%}\" },"
                + " target: { respond: { status: 200, body: \"<${BLANK}|${SECRET}|$${SECRET}>\" }"
                + " }");
    assertThat(value(settings.priority())).isEqualTo(7);
    assertThat(value(settings.safe())).isTrue();
    assertThat(value(settings.canary().weight())).isEqualTo(Weight.parse("5%"));
    assertThat(value(settings.target()))
        .isEqualTo(new TargetSpec.Respond(new FixedResponse(200, null, "<|hunter2|${SECRET}>")));
  }

  @Test
  void takesAByteOrderMarkAndOtherLineEnds() {
    assertThat(Sources.good("\uFEFFroutes: []\r\nremoved: [ a ]\r\n").removed())
        .containsExactly(new Located<>("a", new Position(Sources.NAME, 2, 12)));
  }

  @Test
  void anEmptyListEmptiesTheFile() {
    assertThat(Sources.good("routes: []").routes()).isEmpty();
  }

  @Test
  void sameBytesHaveTheSameFingerprint() {
    assertThat(Sources.good("routes: []").fingerprint())
        .isEqualTo(Sources.good("routes: []").fingerprint())
        .isNotEqualTo(Sources.good("routes: [] ").fingerprint());
  }
}
