package dev.ficus.gateway.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.route.FallbackSpec;
import dev.ficus.gateway.route.Fixtures;
import dev.ficus.gateway.route.Fixtures.Head;
import dev.ficus.gateway.route.Fixtures.Settings;
import dev.ficus.gateway.route.Lookup;
import dev.ficus.gateway.route.RouteMatch;
import dev.ficus.gateway.route.RouteSettings;
import dev.ficus.gateway.route.RouteTable;
import dev.ficus.gateway.route.Side;
import dev.ficus.gateway.route.Stage;
import dev.ficus.gateway.route.Weight;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ActiveRouteTest {

  private static final Head USER_1 = Head.get("/api/orders/7").header("X-User-Id", "user-1");

  @ParameterizedTest
  @CsvSource({"LEGACY,LEGACY", "SHADOW,LEGACY", "LIVE,TARGET", "RETIRED,TARGET"})
  void stageAloneDecidesOutsideCanaries(Stage stage, Side side) {
    ActiveRoute route = route(canary().build(), stage, "50%");
    Decision decision = decide(route, USER_1);
    assertThat(decision.side()).isEqualTo(side);
    assertThat(decision.reason()).isEqualTo(Reason.STAGE);
  }

  @Test
  void bucketDecidesInCanaries() {
    int bucket = new Cohort("r").bucket("user-1");
    RouteSettings settings = canary().build();
    ActiveRoute below = route(settings, Stage.CANARY, new Weight(bucket).toString());
    ActiveRoute above = route(settings, Stage.CANARY, new Weight(bucket + 1).toString());
    assertThat(decide(below, USER_1).reason()).isEqualTo(Reason.OUTSIDE_COHORT);
    assertThat(decide(below, USER_1).side()).isEqualTo(Side.LEGACY);
    assertThat(decide(above, USER_1).reason()).isEqualTo(Reason.IN_COHORT);
    assertThat(decide(above, USER_1).side()).isEqualTo(Side.TARGET);
    assertThat(above.bucketOf(match(above, USER_1), USER_1)).isEqualTo(bucket);
  }

  @Test
  void routesOfAGroupShareBuckets() {
    RouteTable table =
        Fixtures.table(
            Fixtures.file(
                List.of(
                    Fixtures.route("one", Fixtures.match("/one"), canary().group("g").build()),
                    Fixtures.route("two", Fixtures.match("/two"), canary().group("g").build())),
                List.of(
                    new dev.ficus.gateway.route.GroupSpec(Fixtures.at("g"), RouteSettings.UNSAID)),
                List.of()));
    for (int i = 0; i < 1_000; i++) {
      Head one = Head.get("/one").header("X-User-Id", "user-" + i);
      Head two = Head.get("/two").header("X-User-Id", "user-" + i);
      assertThat(decide(active(table, "one", Stage.CANARY, "30%"), one).side())
          .isEqualTo(decide(active(table, "two", Stage.CANARY, "30%"), two).side());
    }
  }

  @Test
  void withoutKeyLegacyAnswersAndItIsCounted() {
    ActiveRoute route = route(canary().build(), Stage.CANARY, "100%");
    Decision decision = decide(route, Head.get("/api/orders/7"));
    assertThat(decision.side()).isEqualTo(Side.LEGACY);
    assertThat(decision.reason()).isEqualTo(Reason.NO_KEY);
    assertThat(route.counts().noKey()).isEqualTo(1);
  }

  @Test
  void firstKeyThatIsPresentDecides() {
    Settings both = new Settings().target("orders").stickyBy("header:X-User-Id", "cookie:SESSION");
    ActiveRoute route = route(both.build(), Stage.CANARY, "50%");
    Head cookieOnly = Head.get("/api/orders/7").header("Cookie", "a=b; SESSION=s-1");
    assertThat(route.bucketOf(match(route, cookieOnly), cookieOnly))
        .isEqualTo(new Cohort("r").bucket("s-1"));
    Head withBoth = cookieOnly.header("X-User-Id", "user-1");
    assertThat(route.bucketOf(match(route, withBoth), withBoth))
        .isEqualTo(new Cohort("r").bucket("user-1"));
  }

  @Test
  void pathVariableIsDecodedBeforeItDecides() {
    ActiveRoute route =
        route(new Settings().target("orders").stickyBy("path:id").build(), Stage.CANARY, "50%");
    Head plain = Head.get("/api/orders/A7");
    Head encoded = Head.get("/api/orders/%417");
    assertThat(route.bucketOf(match(route, plain), plain))
        .isEqualTo(route.bucketOf(match(route, encoded), encoded))
        .isEqualTo(new Cohort("r").bucket("A7"));
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7,192.0.2.7",
    "2001:db8:1:2:3:4:5:6,20010db800010002",
    "2001:db8:1:2::9,20010db800010002",
    "::ffff:192.0.2.7,192.0.2.7",
    "not-an-address,not-an-address"
  })
  void clientIpIsTheAddressOrTheNetwork(String address, String key) {
    assertThat(ClientKey.network(address)).isEqualTo(key);
  }

  @Test
  void assignedCookieIsMadeOnceAndThenDecides() {
    ActiveRoute route =
        route(
            new Settings().target("orders").stickyBy("assigned-cookie").build(),
            Stage.CANARY,
            "50%");
    Decision.Forward first = (Decision.Forward) decide(route, Head.get("/api/orders/7"));
    String key = first.assignedKey();
    assertThat(key).hasSize(22);
    Head back = Head.get("/api/orders/7").header("Cookie", ClientKey.COOKIE + "=" + key);
    Decision.Forward second = (Decision.Forward) decide(route, back);
    assertThat(second.assignedKey()).isNull();
    assertThat(second.side()).isEqualTo(first.side());
  }

  @Test
  void excludeBeatsIncludeBeatsBucket() {
    Settings rules = canary().include("header:X-Beta=1").exclude("header:X-Partner=acme");
    ActiveRoute none = route(rules.build(), Stage.CANARY, "0%");
    ActiveRoute all = route(rules.build(), Stage.CANARY, "100%");
    assertThat(decide(none, USER_1.header("X-Beta", "1")).reason()).isEqualTo(Reason.INCLUDED);
    assertThat(decide(none, Head.get("/api/orders/7").header("X-Beta", "1")).side())
        .isEqualTo(Side.TARGET);
    assertThat(decide(all, USER_1.header("X-Partner", "acme")).reason()).isEqualTo(Reason.EXCLUDED);
    Head named = USER_1.header("X-Partner", "acme").header("X-Beta", "1");
    assertThat(decide(all, named).side()).isEqualTo(Side.LEGACY);
  }

  @Test
  void preflightGoesToLegacyUntilTheRouteIsLive() {
    Head preflight =
        Head.of("OPTIONS", "/api/orders/7")
            .header("Origin", "https://shop.example")
            .header("Access-Control-Request-Method", "GET")
            .header("X-User-Id", "user-1");
    ActiveRoute canary = route(canary().build(), Stage.CANARY, "100%");
    ActiveRoute live = route(canary().build(), Stage.LIVE, "0%");
    assertThat(decide(canary, preflight).reason()).isEqualTo(Reason.PREFLIGHT);
    assertThat(decide(canary, preflight).side()).isEqualTo(Side.LEGACY);
    assertThat(decide(live, preflight).side()).isEqualTo(Side.TARGET);
  }

  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      names = {"CANARY", "LIVE", "RETIRED"})
  void retiredNeverFallsBack(Stage stage) {
    ActiveRoute route = route(canary().build(), stage, "100%");
    Decision.Forward forward = (Decision.Forward) decide(route, USER_1);
    assertThat(forward.fallback() == null).isEqualTo(stage == Stage.RETIRED);
  }

  @Test
  void fallbackNeverMeansNever() {
    Settings never = canary().fallback(new FallbackSpec(FallbackSpec.Mode.NEVER, Set.of()));
    Decision.Forward forward =
        (Decision.Forward) decide(route(never.build(), Stage.LIVE, "0%"), USER_1);
    assertThat(forward.fallback()).isNull();
  }

  @Test
  void fixedResponseAnswersInTheTargetsPlace() {
    ActiveRoute route = route(new Settings().respond(410, "Use /v2").build(), Stage.LIVE, "0%");
    assertThat(decide(route, USER_1))
        .isInstanceOfSatisfying(
            Decision.Answer.class, a -> assertThat(a.response().status()).isEqualTo(410));
  }

  @Test
  void withoutTargetInTheseFilesLegacyAnswers() {
    ActiveRoute route = route(RouteSettings.UNSAID, Stage.LIVE, "0%");
    assertThat(decide(route, USER_1).side()).isEqualTo(Side.LEGACY);
    assertThat(decide(route, USER_1).reason()).isEqualTo(Reason.NO_TARGET);
  }

  private static Settings canary() {
    return new Settings().target("orders").stickyBy("header:X-User-Id");
  }

  private static ActiveRoute route(RouteSettings settings, Stage stage, String weight) {
    RouteTable table =
        Fixtures.table(List.of(Fixtures.route("r", Fixtures.match("/api/orders/{id}"), settings)));
    return active(table, "r", stage, weight);
  }

  private static ActiveRoute active(RouteTable table, String id, Stage stage, String weight) {
    RouteState state =
        new RouteState(
            stage, Weight.parse(weight), false, 1, Instant.EPOCH, "test", null, null, Map.of());
    var route = table.route(id);
    assertThat(route).isNotNull();
    return new ActiveRoute(
        route,
        state,
        null,
        new RouteCounts(route.id(), RouteCounts.FirstAnswers.UNHEARD),
        new HashMap<>());
  }

  private static RouteMatch match(ActiveRoute route, Head head) {
    RouteTable table = tableOf(route);
    return ((Lookup.Matched) table.lookup(head)).match();
  }

  private static Decision decide(ActiveRoute route, Head head) {
    Decision decision = route.decide(match(route, head), head);
    route.counts().decided(decision);
    return decision;
  }

  private static RouteTable tableOf(ActiveRoute route) {
    return Fixtures.table(
        List.of(
            Fixtures.route("r", route.route().match(), new Settings().target("orders").build())));
  }
}
