package dev.ficus.gateway.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.redis.RedisProcess;
import dev.ficus.gateway.testing.GatewayProcess;
import dev.ficus.gateway.testing.RawUpstream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Two gateways that are stopped and started in turn, behind a client that follows readiness. */
@Execution(ExecutionMode.CONCURRENT)
class RollingStopIT {

  private static final String YAML =
      "default: m\nupstreams: { m: { url: \"${UPSTREAM}\" } }\nroutes: []\n";

  @Test
  void noRequestFails(@TempDir Path directory) throws Exception {
    List<GatewayProcess> ready = new CopyOnWriteArrayList<>();
    AtomicInteger turn = new AtomicInteger();
    try (RawUpstream upstream = RawUpstream.answering("well");
        RedisProcess redis = RedisProcess.start();
        GatewayProcess one = gateway(directory.resolve("one"), upstream, redis);
        GatewayProcess two = gateway(directory.resolve("two"), upstream, redis)) {
      one.start();
      two.start();
      one.awaitReady();
      two.awaitReady();
      ready.addAll(List.of(one, two));
      Thread balancer = Thread.ofVirtual().start(() -> follow(List.of(one, two), ready));
      SteadyLoad load =
          new SteadyLoad(
              () -> ready.get(Math.floorMod(turn.getAndIncrement(), ready.size())).port(),
              "/x",
              "well",
              Duration.ofMillis(5));
      for (GatewayProcess gateway : List.of(one, two)) {
        gateway.terminate();
        assertThat(gateway.awaitEnd(Duration.ofSeconds(30))).isZero();
        gateway.start().awaitReady();
        Awaitility.await().until(() -> ready.size() == 2);
      }
      SteadyLoad.Outcome outcome = load.end();
      balancer.interrupt();
      balancer.join();
      System.out.println("both stopped by SIGTERM in turn: " + outcome);
      assertThat(outcome.failures()).isEmpty();
      assertThat(outcome.requests()).isGreaterThan(1_000);
    }
  }

  private static GatewayProcess gateway(Path directory, RawUpstream upstream, RedisProcess redis)
      throws Exception {
    return new GatewayProcess(
        directory,
        YAML,
        Map.of("UPSTREAM", upstream.url()),
        "spring.data.redis.url=redis://127.0.0.1:" + redis.port(),
        "ficus.shutdown.delay=1s");
  }

  /** As a load balancer does: it asks for readiness now and then, and never empties its list. */
  private static void follow(List<GatewayProcess> all, List<GatewayProcess> ready) {
    while (!Thread.currentThread().isInterrupted()) {
      for (GatewayProcess gateway : all) {
        try {
          boolean is = gateway.isReady();
          if (is && !ready.contains(gateway)) {
            ready.add(gateway);
          } else if (!is && ready.size() > 1) {
            ready.remove(gateway);
          }
        } catch (InterruptedException e) {
          return;
        }
      }
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }
}
