package dev.ficus.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ficus.gateway.migration.ActiveRoute;
import dev.ficus.gateway.route.Stage;
import dev.ficus.gateway.testing.TestGateway;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** A plan under traffic: it goes to live by itself, and comes back by itself when that hurts. */
@Execution(ExecutionMode.CONCURRENT)
class PlanIT {

  private static final int WORKERS = 4;

  @TempDir Path directory;
  private final AtomicInteger targetStatus = new AtomicInteger(200);
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private DisposableServer legacy;
  private DisposableServer target;
  private TestGateway gateway;

  @BeforeEach
  void start() throws Exception {
    legacy = server(() -> 200);
    target = server(targetStatus::get);
    gateway =
        TestGateway.start(
            directory,
            """
            default: m
            upstreams:
              m: { url: "http://localhost:%d" }
              t: { url: "http://localhost:%d", circuit: off }
            routes:
              - id: order
                match: GET /orders/{id}
                target: t
                canary: { stickyBy: "header:X-User" }
                shadow: on
                gates: { mismatchRate: 5%%, errorRateIncrease: 10pp }
                plan: { steps: [ shadow, 10%%, live ], hold: 2s, auto: true }
            """
                .formatted(legacy.port(), target.port()));
    for (int worker = 0; worker < WORKERS; worker++) {
      int number = worker;
      Thread.ofVirtual().start(() -> traffic(number));
    }
  }

  private static DisposableServer server(java.util.function.IntSupplier status) {
    return HttpServer.create()
        .host("localhost")
        .port(0)
        .handle(
            (_, response) ->
                response
                    .status(status.getAsInt())
                    .header("Content-Type", "application/json")
                    .sendString(Mono.just("{\"id\":1}")))
        .bindNow();
  }

  @AfterEach
  void stop() {
    stopped.set(true);
    gateway.close();
    legacy.disposeNow();
    target.disposeNow();
  }

  private void traffic(int worker) {
    for (int i = 0; !stopped.get(); i++) {
      try {
        HttpResponse<String> response =
            gateway.get("/orders/" + i, "X-User", "u" + worker + "-" + i);
        (response.statusCode() == 200 ? answered : failed).incrementAndGet();
      } catch (Exception e) {
        if (!stopped.get()) {
          failed.incrementAndGet();
        }
      }
    }
  }

  private ActiveRoute order() {
    return Objects.requireNonNull(gateway.routing().snapshot().active("order"));
  }

  private void awaitStage(Stage stage) {
    await().atMost(Duration.ofSeconds(90)).until(() -> order().stage() == stage);
  }

  @Test
  void goesToLiveByItself() {
    awaitStage(Stage.SHADOW);
    awaitStage(Stage.CANARY);
    awaitStage(Stage.LIVE);
    assertThat(Objects.requireNonNull(order().shared()).changedBy()).isEqualTo("plan");
    assertThat(failed).hasValue(0);
    assertThat(answered.get()).isGreaterThan(500);
  }

  @Test
  void comesBackByItselfAndNoClientNotices() {
    awaitStage(Stage.CANARY);
    targetStatus.set(503);
    long badSince = System.nanoTime();
    long before = order().counts().fallbacks();
    int requests = answered.get();
    awaitStage(Stage.LEGACY);
    long millis = (System.nanoTime() - badSince) / 1_000_000;
    long affected = order().counts().fallbacks() - before;
    // Where Redis took too long it is this gateway's own decision first, and soon the fleet's.
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> order().shared(), state -> state != null && state.paused());
    assertThat(Objects.requireNonNull(order().shared()).reason()).contains("over");
    System.out.printf(
        "bad at 10 %%: rolled back after %,d ms; %,d of %,d requests fell back, %d failed%n",
        millis, affected, answered.get() - requests, failed.get());
    // Those of the canary were answered by legacy in the target's place.
    assertThat(affected).isPositive();
    assertThat(failed).hasValue(0);
  }
}
