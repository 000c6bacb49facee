package dev.ficus.gateway.circuit;

import dev.ficus.gateway.route.CircuitSpec;
import dev.ficus.gateway.route.DefaultSpec;
import dev.ficus.gateway.route.Fixtures;
import dev.ficus.gateway.route.HostPattern;
import dev.ficus.gateway.route.Route;
import dev.ficus.gateway.route.RouteFile;
import dev.ficus.gateway.route.RouteSettings;
import dev.ficus.gateway.route.RouteTable;
import dev.ficus.gateway.route.Target;
import dev.ficus.gateway.route.Upstream;
import dev.ficus.gateway.route.UpstreamSpec;
import dev.ficus.gateway.route.Weight;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Route tables with circuits: routes {@code a} and {@code b} go from the monolith to orders. */
public final class CircuitTables {

  /** 20 calls, half of them failed, within 10 seconds; open for 15 seconds; 3 probes. */
  public static final CircuitSpec DEFAULT = spec(CircuitSpec.Mode.ON, null, null, null);

  private CircuitTables() {}

  public static CircuitSpec spec(
      CircuitSpec.Mode mode,
      CircuitSpec.@Nullable Scope scope,
      @Nullable Integer failures,
      @Nullable Duration openFor) {
    return new CircuitSpec(
        mode, scope, null, null, null, failures, null, null, openFor, null, null);
  }

  /** Opens by slow calls: 20 % of them. */
  public static CircuitSpec slow(Duration slowCall) {
    return new CircuitSpec(
        CircuitSpec.Mode.ON,
        null,
        null,
        null,
        null,
        null,
        slowCall,
        new Weight(2_000),
        null,
        null,
        null);
  }

  public static RouteTable table(@Nullable CircuitSpec orders) {
    return table(orders, "a", "b");
  }

  public static RouteTable table(@Nullable CircuitSpec orders, String... routes) {
    UpstreamSpec plain = Fixtures.upstream("orders", "http://localhost:9002");
    UpstreamSpec guarded =
        new UpstreamSpec(
            plain.name(),
            plain.where(),
            plain.urls(),
            plain.timeouts(),
            plain.pool(),
            plain.host(),
            plain.headers(),
            orders,
            plain.data(),
            plain.versionHeader());
    return Fixtures.table(
        new RouteFile(
            "routes/test.yaml",
            "fingerprint",
            Fixtures.at(new DefaultSpec(Map.of(HostPattern.ANY, Fixtures.at("monolith")))),
            RouteSettings.UNSAID,
            List.of(Fixtures.upstream("monolith", "http://localhost:9001"), guarded),
            List.of(),
            List.of(routes).stream()
                .map(id -> Fixtures.route(id, Fixtures.match("/" + id), Fixtures.target("orders")))
                .toList(),
            List.of()));
  }

  public static Route route(RouteTable table, String id) {
    return Objects.requireNonNull(table.route(id));
  }

  public static Upstream target(RouteTable table, String id) {
    return ((Target.ToUpstream) Objects.requireNonNull(route(table, id).target())).upstream();
  }
}
