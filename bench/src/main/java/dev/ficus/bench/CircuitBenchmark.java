package dev.ficus.bench;

import dev.ficus.gateway.audit.AuditEvent;
import dev.ficus.gateway.circuit.Admission;
import dev.ficus.gateway.circuit.CallCounts;
import dev.ficus.gateway.circuit.CircuitKey;
import dev.ficus.gateway.circuit.CircuitMode;
import dev.ficus.gateway.circuit.CircuitPhase;
import dev.ficus.gateway.circuit.CircuitPolicy;
import dev.ficus.gateway.circuit.CircuitState;
import dev.ficus.gateway.circuit.CircuitStore;
import dev.ficus.gateway.circuit.Circuits;
import dev.ficus.gateway.circuit.Verdict;
import dev.ficus.gateway.resilience.Resilience4jBreakers;
import dev.ficus.gateway.route.DefaultSpec;
import dev.ficus.gateway.route.HeaderEdits;
import dev.ficus.gateway.route.HostPattern;
import dev.ficus.gateway.route.Located;
import dev.ficus.gateway.route.MatchSpec;
import dev.ficus.gateway.route.PathPattern;
import dev.ficus.gateway.route.PoolSpec;
import dev.ficus.gateway.route.Position;
import dev.ficus.gateway.route.Route;
import dev.ficus.gateway.route.RouteCompiler;
import dev.ficus.gateway.route.RouteFile;
import dev.ficus.gateway.route.RouteSettings;
import dev.ficus.gateway.route.RouteSpec;
import dev.ficus.gateway.route.RouteTable;
import dev.ficus.gateway.route.TargetSpec;
import dev.ficus.gateway.route.TimeoutsSpec;
import dev.ficus.gateway.route.Upstream;
import dev.ficus.gateway.route.UpstreamSpec;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** What a circuit costs a request: less than a microsecond, and nothing that grows with routes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgs = "--sun-misc-unsafe-memory-access=allow")
public class CircuitBenchmark {

  private static final Position HERE = new Position("bench", 1, 1);

  @Param({"10", "10000"})
  int routes;

  private final Store store = new Store();
  private Circuits circuits = circuits(store);
  private @Nullable Route route;
  private @Nullable Upstream closed;
  private @Nullable Upstream open;

  /** Of the two sides of each route, legacy's circuit is closed and the target's open. */
  @Setup(Level.Trial)
  public void prepare() {
    List<RouteSpec> specs = new ArrayList<>(routes);
    for (int i = 0; i < routes; i++) {
      MatchSpec match =
          new MatchSpec(PathPattern.parse("/api/" + i), Set.of("GET"), null, List.of());
      specs.add(
          new RouteSpec(new Located<>("route-" + i, HERE), new Located<>(match, HERE), toOrders()));
      store.states.put(
          new CircuitKey("orders", "route-" + i),
          new CircuitState(CircuitPhase.OPEN, 1, 86_400_000, 0, 1, 0, null, 0));
    }
    RouteFile file =
        new RouteFile(
            "bench",
            "",
            new Located<>(
                new DefaultSpec(Map.of(HostPattern.ANY, new Located<>("monolith", HERE))), HERE),
            RouteSettings.UNSAID,
            List.of(upstream("monolith"), upstream("orders")),
            List.of(),
            specs,
            List.of());
    RouteTable table = Objects.requireNonNull(RouteCompiler.compile(List.of(file)).table());
    circuits = circuits(store);
    circuits.use(table);
    var _ = circuits.tick();
    route = Objects.requireNonNull(table.route("route-" + routes / 2));
    closed = table.upstream("monolith");
    open = table.upstream("orders");
  }

  private static Circuits circuits(Store store) {
    return new Circuits(
        store, new Resilience4jBreakers(System::nanoTime), System::nanoTime, "bench");
  }

  private static RouteSettings toOrders() {
    RouteSettings unsaid = RouteSettings.UNSAID;
    return new RouteSettings(
        unsaid.group(),
        unsaid.legacy(),
        new Located<>(new TargetSpec.ToUpstream("orders"), HERE),
        unsaid.rewrite(),
        unsaid.stage(),
        unsaid.canary(),
        unsaid.shadow(),
        unsaid.gates(),
        unsaid.plan(),
        unsaid.safe(),
        unsaid.fallback(),
        unsaid.priority(),
        unsaid.timeouts(),
        unsaid.filters(),
        unsaid.listener(),
        unsaid.queue());
  }

  private static UpstreamSpec upstream(String name) {
    return new UpstreamSpec(
        name,
        HERE,
        List.of(new Located<>(URI.create("http://localhost:9001"), HERE)),
        TimeoutsSpec.UNSAID,
        PoolSpec.DEFAULT,
        null,
        HeaderEdits.NONE,
        null,
        UpstreamSpec.Data.SHARED,
        null);
  }

  /** The two readings of the clock alone, which a request has other uses for too. */
  @Benchmark
  public long clockAlone() {
    long begun = System.nanoTime();
    return System.nanoTime() - begun;
  }

  @Benchmark
  public Admission closed() {
    return call(Objects.requireNonNull(closed));
  }

  @Benchmark
  @Threads(2)
  public Admission closedOnTwoThreads() {
    return call(Objects.requireNonNull(closed));
  }

  @Benchmark
  public Admission open() {
    return call(Objects.requireNonNull(open));
  }

  private Admission call(Upstream upstream) {
    long begun = System.nanoTime();
    Admission admission = circuits.admit(route, upstream, begun);
    admission.completed(Verdict.SUCCESS, System.nanoTime() - begun);
    return admission;
  }

  /** Says what it is told to say. */
  private static final class Store implements CircuitStore {
    private final Map<CircuitKey, CircuitState> states = new HashMap<>();

    @Override
    public List<Answer> report(List<Report> reports) {
      return reports.stream().map(report -> answer(report.key())).toList();
    }

    private Answer answer(CircuitKey key) {
      CircuitState state = states.getOrDefault(key, CircuitState.INITIAL);
      return new Answer(key, state, CallCounts.NONE, false, 0);
    }

    @Override
    public Optional<Listing> load(String knownId) {
      return Optional.of(new Listing("bench", 0, states));
    }

    @Override
    public Leased acquire(CircuitKey key, CircuitPolicy policy, CircuitState known, String owner) {
      return new Leased(null, answer(key));
    }

    @Override
    public Leased renew(Lease lease) {
      return new Leased(null, answer(lease.key()));
    }

    @Override
    public Answer release(Lease lease, CircuitPolicy policy, boolean reached) {
      return answer(lease.key());
    }

    @Override
    public Answer result(Lease lease, CircuitPolicy policy, boolean success) {
      return answer(lease.key());
    }

    @Override
    public Answer setMode(
        CircuitKey key,
        CircuitPolicy policy,
        CircuitState known,
        CircuitMode mode,
        AuditEvent event) {
      return answer(key);
    }

    @Override
    public void onChange(Runnable listener) {}
  }
}
