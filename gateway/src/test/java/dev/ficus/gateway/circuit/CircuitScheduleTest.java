package dev.ficus.gateway.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.route.CircuitSpec;
import dev.ficus.gateway.route.RouteTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What holds however calls, ticks, outages, frozen and killed instances fall together; drawn from a
 * seed, which a failure names.
 */
class CircuitScheduleTest {

  private static final long MILLI = 1_000_000;
  private static final long OPEN_FOR = 1_000;
  private static final CircuitKey A = new CircuitKey("orders", "a");

  private static final class Breaker implements LocalBreaker {
    @Override
    public boolean tryAcquire() {
      return true;
    }

    @Override
    public void completed(boolean failure, long nanos) {}

    @Override
    public void released() {}

    @Override
    public boolean isOpen() {
      return false;
    }
  }

  private final class World {
    final Random random;
    final FakeCircuitStore store = new FakeCircuitStore();
    final List<Node> nodes = new ArrayList<>();
    final RouteTable table =
        CircuitTables.table(
            CircuitTables.spec(CircuitSpec.Mode.ON, null, null, Duration.ofMillis(OPEN_FOR)));
    boolean up;
    long passed;
    int names;
    int probes;
    // Of the probe that was sent last.
    long sentAt = Long.MIN_VALUE / 2;
    boolean answered = true;
    Admission.@Nullable Probe last;
    boolean strict;

    World(long seed, boolean strict) {
      this.strict = strict;
      random = new Random(seed);
      for (int i = 0; i < 3; i++) {
        nodes.add(new Node(this, "node-" + names++));
      }
    }

    void step() {
      Node node = nodes.get(random.nextInt(nodes.size()));
      switch (random.nextInt(20)) {
        case 0, 1, 2, 3, 4, 5 -> node.request();
        case 6, 7, 8, 9, 10 -> node.tick();
        case 11, 12, 13, 14 -> pass(random.nextInt(120));
        case 15, 16 -> node.finish();
        case 17 -> up = random.nextInt(4) == 0;
        case 18 -> node.frozen = random.nextInt(4) == 0;
        default -> {
          if (random.nextInt(20) == 0) {
            nodes.remove(node);
            nodes.add(new Node(this, "node-" + names++));
          }
        }
      }
    }

    void pass(long millis) {
      passed += millis * MILLI;
      store.millis += millis;
    }
  }

  private static final class Node {
    final World world;
    final Circuits circuits;
    final long offset;
    final List<Admission.Probe> underWay = new ArrayList<>();
    boolean frozen;
    @Nullable Admission taken;
    long epoch;

    Node(World world, String name) {
      this.world = world;
      offset = world.random.nextLong();
      circuits = new Circuits(world.store, (_, _, _) -> new Breaker(), this::now, name);
      circuits.use(world.table);
      circuits.tick();
    }

    long now() {
      return offset + world.passed;
    }

    void tick() {
      if (!frozen) {
        circuits.tick();
        long now =
            circuits.views().stream().filter(v -> v.key().equals(A)).findFirst().get().epoch();
        assertThat(now).isGreaterThanOrEqualTo(epoch);
        epoch = now;
      }
    }

    void request() {
      if (frozen) {
        return;
      }
      if (taken instanceof Admission.Probe probe) {
        // It has been taken a while ago; perhaps the process was frozen meanwhile.
        taken = null;
        if (probe.lease().start(now())) {
          send(probe);
        } else {
          probe.completed(Verdict.NONE, 0);
        }
        return;
      }
      Admission admission =
          circuits.admit(
              CircuitTables.route(world.table, "a"), CircuitTables.target(world.table, "a"), now());
      switch (admission) {
        case Admission.Pass _ ->
            admission.completed(world.up ? Verdict.SUCCESS : Verdict.FAILURE, 1);
        case Admission.Probe probe -> taken = probe;
        case Admission.Refuse _ -> {}
      }
    }

    private void send(Admission.Probe probe) {
      long gap = (world.passed - world.sentAt) / MILLI;
      if (!world.answered && world.strict) {
        assertThat(gap).as("ms since the last probe").isGreaterThanOrEqualTo(OPEN_FOR);
      }
      world.sentAt = world.passed;
      world.answered = false;
      world.last = probe;
      world.probes++;
      underWay.add(probe);
    }

    void finish() {
      if (!frozen && !underWay.isEmpty()) {
        boolean success = world.up && world.random.nextInt(10) > 0;
        Verdict failed = world.random.nextBoolean() ? Verdict.FAILURE : Verdict.NONE;
        Admission.Probe probe = underWay.removeFirst();
        probe.completed(success ? Verdict.SUCCESS : failed, 1);
        // Only a success lets the next one go without waiting.
        if (probe == world.last) {
          world.answered = success;
        }
      }
    }
  }

  @Test
  void downUpstreamSeesOneProbeAnInterval() {
    int probes = 0;
    for (long seed = 0; seed < 300; seed++) {
      World world = new World(seed, true);
      try {
        for (int i = 0; i < 3_000; i++) {
          world.step();
        }
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
      probes += world.probes;
    }
    assertThat(probes).as("probes that were looked at").isGreaterThan(1_000);
  }

  @Test
  void upstreamThatIsBackGetsItsCallsAgainWhateverHappenedBefore() {
    for (long seed = 0; seed < 300; seed++) {
      World world = new World(seed, false);
      for (int i = 0; i < 1_000; i++) {
        world.step();
        world.store.away = world.random.nextInt(10) == 0;
        if (world.random.nextInt(100) == 0) {
          world.store.flush();
        }
      }
      world.store.away = false;
      world.up = true;
      for (int i = 0; i < 2_000 && !allPass(world); i++) {
        for (Node node : world.nodes) {
          node.frozen = false;
          node.request();
          node.underWay.forEach(call -> call.completed(Verdict.SUCCESS, 1));
          node.underWay.clear();
          node.tick();
        }
        world.pass(100);
      }
      assertThat(allPass(world)).as("seed " + seed).isTrue();
    }
  }

  /** Looks without asking: an answer to a question could be the probe. */
  private static boolean allPass(World world) {
    return world.nodes.stream()
        .allMatch(
            node ->
                node.circuits.trouble() == null
                    && node.circuits.views().stream()
                        .allMatch(view -> view.phase() == CircuitPhase.CLOSED));
  }
}
