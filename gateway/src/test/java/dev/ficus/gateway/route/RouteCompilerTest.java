package dev.ficus.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.route.Fixtures.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the compiler refuses, each with the words it says. */
class RouteCompilerTest {

  @Test
  void unknownUpstreamComesWithASuggestion() {
    assertThat(messages(route("a", "/a", new Settings().target("order"))))
        .containsExactly("unknown upstream 'order'; did you mean 'orders'?");
  }

  @Test
  void everythingIsToldAtOnce() {
    assertThat(
            messages(
                route("a", "/a", new Settings().target("nope").legacy("gone").group("g")),
                route("a", "/b", new Settings().stage(Stage.LIVE))))
        .hasSize(5)
        .anySatisfy(m -> assertThat(m).contains("unknown group 'g'"))
        .anySatisfy(m -> assertThat(m).contains("unknown upstream 'nope'"))
        .anySatisfy(m -> assertThat(m).contains("unknown upstream 'gone'"))
        .anySatisfy(m -> assertThat(m).contains("declared at"))
        .anySatisfy(m -> assertThat(m).contains("stage 'live' needs a target side"));
  }

  @ParameterizedTest
  @CsvSource({
    "/a/{x},/a/{y}",
    "/a/{x},/a/*",
    "/a/**,/a/{*rest}",
    "/a/{x:[0-9]+},/a/{y:[a-z]+}",
    "/a/*.pdf,/a/r*",
    "/a/{x:[0-9]+},/a/*.pdf"
  })
  void routesThatCouldTieAreRefused(String one, String other) {
    Settings settings = new Settings().target("orders");
    assertThat(messages(route("one", one, settings), route("other", other, settings)))
        .singleElement()
        .asString()
        .contains("'other' could tie with 'one'")
        .contains("routes/test.yaml:1:1")
        .contains("priority");
  }

  @ParameterizedTest
  @CsvSource({"/a/{x},/b/{x}", "/a/{x},/a/b", "/a/*.pdf,/a/*.txt", "/a,/a/", "/a/**,/a/{x}"})
  void routesThatCannotTieAreTaken(String one, String other) {
    Settings settings = new Settings().target("orders");
    assertThat(messages(route("one", one, settings), route("other", other, settings))).isEmpty();
  }

  @Test
  void methodsAndConditionsKeepRoutesApart() {
    Settings settings = new Settings().target("orders");
    assertThat(
            messages(
                matching("get", settings, Set.of("GET")),
                matching("post", settings, Set.of("POST")),
                matching("any", settings, Set.of()),
                matching("one", settings, Set.of(), condition("v", "1")),
                matching("two", settings, Set.of(), condition("v", "2"))))
        .isEmpty();
    assertThat(
            messages(
                matching("one", settings, Set.of(), condition("v", "1")),
                matching("star", settings, Set.of(), condition("v", "*"))))
        .singleElement()
        .asString()
        .contains("could tie");
    assertThat(
            messages(
                matching("some", settings, Set.of("GET", "POST")),
                matching("get", settings, Set.of("GET"))))
        .singleElement()
        .asString()
        .contains("could tie");
  }

  @Test
  void priorityBreaksATieAndMayHideARoute() {
    Settings high = new Settings().target("orders").priority(1);
    Settings low = new Settings().target("orders");
    assertThat(messages(route("one", "/a/{x:[0-9]+}", high), route("other", "/a/{y:[a-f]+}", low)))
        .isEmpty();
    assertThat(messages(route("one", "/a/{x}", high), route("other", "/a/{y}", low)))
        .singleElement()
        .asString()
        .contains("'other' is unreachable")
        .contains("'one'");
  }

  @Test
  void shadowNeedsTwoSides() {
    assertThat(messages(route("a", "/a", new Settings().target("orders").stage(Stage.SHADOW))))
        .isEmpty();
    assertThat(messages(route("a", "/a", new Settings().target("orders").plan("shadow", "live"))))
        .isEmpty();
    assertThat(messages(route("a", "/a", new Settings().stage(Stage.SHADOW))))
        .containsExactly("route 'a': stage 'shadow' needs a target side, and there is none");
  }

  @Test
  void planGoesForward() {
    assertThat(messages(route("a", "/a", new Settings().target("orders").plan("10%", "5%"))))
        .singleElement()
        .asString()
        .contains("5% comes after 10%");
  }

  @Test
  void stickyPathVariableMustExist() {
    assertThat(messages(route("a", "/a/{id}", new Settings().target("orders").stickyBy("path:no"))))
        .singleElement()
        .asString()
        .contains("no variable 'no'");
  }

  @Test
  void rewriteNeedsKnownVariablesAndATarget() {
    assertThat(messages(route("a", "/a/{id}", new Settings().target("orders").rewrite("/{nr}"))))
        .singleElement()
        .asString()
        .contains("no variable 'nr'")
        .contains("it has: id");
    assertThat(messages(route("a", "/a", new Settings().respond(410, "x").rewrite("/b"))))
        .singleElement()
        .asString()
        .contains("without a target upstream");
  }

  @Test
  void groupDeclaresOneStage() {
    List<RouteSpec> routes =
        List.of(
            route("a", "/a", new Settings().group("g").stage(Stage.LIVE)),
            route("b", "/b", new Settings().group("g").stage(Stage.LEGACY)));
    GroupSpec group = new GroupSpec(Fixtures.at("g"), new Settings().target("orders").build());
    Compilation compilation =
        RouteCompiler.compile(List.of(Fixtures.file(routes, List.of(group), List.of())));
    assertThat(compilation.violations())
        .singleElement()
        .asString()
        .contains("'b' declares legacy")
        .contains("'a' of the same group 'g' declares live");
  }

  @Test
  void removedRouteMustBeGone() {
    List<RouteSpec> routes = List.of(route("a", "/a", new Settings().target("orders")));
    Compilation compilation =
        RouteCompiler.compile(List.of(Fixtures.file(routes, List.of(), List.of("a"))));
    assertThat(compilation.violations()).singleElement().asString().contains("removed:");
  }

  @Test
  void namesAreUniqueAcrossFiles() {
    RouteFile file = Fixtures.file(List.of());
    Compilation compilation = RouteCompiler.compile(List.of(file, file));
    assertThat(compilation.violations())
        .extracting(Violation::message)
        .anySatisfy(m -> assertThat(m).contains("upstream 'monolith' is declared at"))
        .anySatisfy(m -> assertThat(m).contains("default upstream is said at"));
  }

  @Test
  void settingsComeFromRouteThenGroupThenDefaults() {
    GroupSpec group =
        new GroupSpec(
            Fixtures.at("g"), new Settings().target("orders").stickyBy("client-ip").build());
    RouteFile plain =
        Fixtures.file(
            List.of(route("a", "/a", new Settings().group("g").weight("5%"))),
            List.of(group),
            List.of());
    RouteFile file =
        new RouteFile(
            plain.name(),
            plain.fingerprint(),
            plain.defaultUpstream(),
            new Settings().weight("50%").stickyBy("header:X").priority(7).build(),
            plain.upstreams(),
            plain.groups(),
            plain.routes(),
            List.of());
    Route route = Fixtures.table(file).route("a");
    assertThat(route).isNotNull();
    assertThat(route.declaredWeight()).isEqualTo(Weight.parse("5%"));
    assertThat(route.stickyBy()).containsExactly(new StickyKey.ClientIp());
    assertThat(route.priority()).isEqualTo(7);
    assertThat(route.legacy()).extracting(Upstream::name).isEqualTo("monolith");
  }

  @Test
  void defaultUpstreamIsNeverCutShort() {
    RouteTable table = Fixtures.table(List.of());
    assertThat(table.upstream("monolith").timeouts()).isEqualTo(Timeouts.DEFAULT_UPSTREAM);
    assertThat(table.upstream("orders").timeouts()).isEqualTo(Timeouts.DEFAULT);
    assertThat(table.upstream("monolith").hostFor(Side.TARGET))
        .isEqualTo(new HostPolicy.Preserve());
    assertThat(table.upstream("orders").hostFor(Side.TARGET)).isEqualTo(new HostPolicy.Upstream());
    assertThat(table.upstream("orders").hostFor(Side.LEGACY)).isEqualTo(new HostPolicy.Preserve());
  }

  @Test
  void equalConditionsTieWhateverTheirOrder() {
    Settings settings = new Settings().target("orders");
    Condition x = condition("x", "1");
    Condition y = condition("y", "2");
    assertThat(
            messages(
                matching("one", settings, Set.of(), x, y),
                matching("two", settings, Set.of(), y, x)))
        .singleElement()
        .asString()
        .contains("could tie");
  }

  private static RouteSpec route(String id, String path, Settings settings) {
    return Fixtures.route(id, Fixtures.match(path), settings.build());
  }

  private static RouteSpec matching(
      String id, Settings settings, Set<String> methods, Condition... conditions) {
    MatchSpec match = new MatchSpec(PathPattern.parse("/a"), methods, null, List.of(conditions));
    return Fixtures.route(id, match, settings.build());
  }

  private static Condition condition(String name, String value) {
    return new Condition(Condition.Part.QUERY, name, value);
  }

  private static List<String> messages(RouteSpec... routes) {
    List<String> messages = new ArrayList<>();
    RouteCompiler.compile(List.of(Fixtures.file(List.of(routes))))
        .violations()
        .forEach(v -> messages.add(v.message()));
    return messages;
  }
}
