package dev.ficus.bench;

import dev.ficus.gateway.route.Compilation;
import dev.ficus.gateway.route.DefaultSpec;
import dev.ficus.gateway.route.HeaderEdits;
import dev.ficus.gateway.route.HostPattern;
import dev.ficus.gateway.route.Listener;
import dev.ficus.gateway.route.Located;
import dev.ficus.gateway.route.Lookup;
import dev.ficus.gateway.route.MatchSpec;
import dev.ficus.gateway.route.PathPattern;
import dev.ficus.gateway.route.PoolSpec;
import dev.ficus.gateway.route.Position;
import dev.ficus.gateway.route.RequestHead;
import dev.ficus.gateway.route.RouteCompiler;
import dev.ficus.gateway.route.RouteFile;
import dev.ficus.gateway.route.RouteSettings;
import dev.ficus.gateway.route.RouteSpec;
import dev.ficus.gateway.route.RouteTable;
import dev.ficus.gateway.route.TimeoutsSpec;
import dev.ficus.gateway.route.UpstreamSpec;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What one lookup costs, by the number of routes: it must not grow with it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgs = "--sun-misc-unsafe-memory-access=allow")
public class RouteLookupBenchmark {

  private static final Position HERE = new Position("bench", 1, 1);

  @Param({"10", "1000", "10000"})
  int routes;

  private RouteTable table = RouteTable.EMPTY;
  private Request first = new Request("/");
  private Request last = new Request("/");
  private final Request unmatched = new Request("/pages/about/us/17");
  private Request[] drawn = {};
  private int next;

  /** Compiles a table and draws the requests. */
  @Setup
  public void compile() {
    List<RouteSpec> specs = new ArrayList<>(routes);
    for (int i = 0; i < routes; i++) {
      MatchSpec match =
          new MatchSpec(
              PathPattern.parse("/api/v1/resource-" + i + "/{id}/items"),
              Set.of("GET"),
              null,
              List.of());
      specs.add(
          new RouteSpec(
              new Located<>("route-" + i, HERE), new Located<>(match, HERE), RouteSettings.UNSAID));
    }
    UpstreamSpec monolith =
        new UpstreamSpec(
            "monolith",
            HERE,
            List.of(new Located<>(URI.create("http://localhost:9001"), HERE)),
            TimeoutsSpec.UNSAID,
            PoolSpec.DEFAULT,
            null,
            HeaderEdits.NONE,
            null,
            UpstreamSpec.Data.SHARED,
            null);
    DefaultSpec defaults =
        new DefaultSpec(Map.of(HostPattern.ANY, new Located<>("monolith", HERE)));
    RouteFile file =
        new RouteFile(
            "bench",
            "",
            new Located<>(defaults, HERE),
            RouteSettings.UNSAID,
            List.of(monolith),
            List.of(),
            specs,
            List.of());
    Compilation compilation = RouteCompiler.compile(List.of(file));
    table = Objects.requireNonNull(compilation.table());
    first = new Request("/api/v1/resource-0/4711/items");
    last = new Request("/api/v1/resource-" + (routes - 1) + "/4711/items");
    Random random = new Random(1);
    drawn = new Request[1 << 14];
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = new Request("/api/v1/resource-" + random.nextInt(routes) + "/4711/items");
    }
  }

  @Benchmark
  public Lookup first() {
    return table.lookup(first);
  }

  @Benchmark
  public Lookup last() {
    return table.lookup(last);
  }

  @Benchmark
  public Lookup unmatched() {
    return table.lookup(unmatched);
  }

  @Benchmark
  public Lookup drawnUniformly() {
    next = next + 1 & drawn.length - 1;
    return table.lookup(drawn[next]);
  }

  private record Request(String rawPath) implements RequestHead {
    @Override
    public String method() {
      return "GET";
    }

    @Override
    public @Nullable String rawQuery() {
      return null;
    }

    @Override
    public String host() {
      return "shop.example";
    }

    @Override
    public @Nullable String header(String name) {
      return null;
    }

    @Override
    public String clientAddress() {
      return "192.0.2.1";
    }

    @Override
    public Listener listener() {
      return Listener.PUBLIC;
    }
  }
}
