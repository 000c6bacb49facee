package dev.ficus.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.redis.RedisProcess;
import dev.ficus.gateway.testing.GatewayProcess;
import dev.ficus.gateway.testing.RawUpstream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Three gateway processes, one Redis, and an upstream that fails: one circuit for all of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharedCircuitsIT {

  /** More of them: {@code -Dficus.trips=50}. */
  private static final int TRIPS = Integer.getInteger("ficus.trips", 3);

  private static final int THRESHOLD = 10;
  private static final Duration OPEN_FOR = Duration.ofSeconds(1);

  /** When the upstream was called, and by whom. */
  private record Call(String instance, long nanos) {}

  /** How an upstream behaves. */
  private enum Mood {
    WELL,
    FAILING,
    HANGING
  }

  /** An upstream that remembers its calls. */
  private static final class Upstream implements AutoCloseable {
    final List<Call> calls = new CopyOnWriteArrayList<>();
    private final RawUpstream server;
    volatile Mood mood = Mood.WELL;

    Upstream() throws IOException {
      server =
          new RawUpstream(
              (request, socket, out) -> {
                calls.add(new Call(request.header("X-Instance").orElse("?"), System.nanoTime()));
                switch (mood) {
                  case WELL -> RawUpstream.send(out, 200, "", "well");
                  case FAILING -> RawUpstream.send(out, 500, "", "broken");
                  case HANGING -> awaitEnd(socket);
                }
              });
    }

    private static void awaitEnd(Socket socket) throws IOException {
      while (socket.getInputStream().read() >= 0) {
        // Whatever comes, there is no answer.
      }
    }

    void becomes(Mood next) {
      calls.clear();
      mood = next;
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  /** Asks one gateway again and again, and remembers when the answer changed. */
  private static final class Client {
    private final Thread thread;
    private final Map<Integer, Long> firsts = new ConcurrentHashMap<>();
    volatile int last;
    volatile int answers;
    private volatile boolean ended;

    Client(GatewayProcess gateway, String path) {
      thread =
          Thread.ofVirtual()
              .start(
                  () -> {
                    while (!ended) {
                      try {
                        int status = gateway.get(path).statusCode();
                        firsts.putIfAbsent(status, System.nanoTime());
                        last = status;
                        answers++;
                      } catch (IOException e) {
                        last = -1;
                      } catch (InterruptedException e) {
                        return;
                      }
                      LockSupport.parkNanos(5_000_000);
                    }
                  });
    }

    void forget() {
      firsts.clear();
    }

    void end() throws InterruptedException {
      ended = true;
      thread.join(Duration.ofSeconds(30));
    }
  }

  private final RedisProcess redis = RedisProcess.start();
  private final Upstream upstream;
  private final List<GatewayProcess> fleet = new ArrayList<>();
  private final List<Client> clients = new ArrayList<>();

  SharedCircuitsIT() throws IOException {
    upstream = new Upstream();
  }

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    String yaml =
        """
        default: m
        upstreams:
          m: { url: "${GOOD_URL}" }
          t: { url: "${GOOD_URL}", headers: { set: { X-Instance: "${INSTANCE}" } }, circuit: { window: 5s, failures: %d, openFor: %ds, probes: 2 } }
          partly: { url: "${PARTLY_URL}", circuit: { window: 5s, minimumCalls: 20, failureRate: 50%%, openFor: 1s } }
        routes:
          - { id: trips, match: "/trips", target: t, stage: retired }
          - { id: probes, match: "/probes", target: t, stage: retired, timeouts: { responseTimeout: 20s } }
          - { id: partly, match: "/partly", target: partly, stage: retired }
        """
            .formatted(THRESHOLD, OPEN_FOR.toSeconds());
    String nobody = "http://localhost:" + RedisProcess.freePort();
    for (int i = 0; i < 3; i++) {
      String name = "g" + i;
      Map<String, String> environment =
          Map.of(
              "GOOD_URL",
              upstream.server.url(),
              "PARTLY_URL",
              i == 2 ? nobody : upstream.server.url(),
              "INSTANCE",
              name);
      fleet.add(
          new GatewayProcess(
                  directory.resolve(name),
                  yaml,
                  environment,
                  "spring.data.redis.url=redis://127.0.0.1:" + redis.port())
              .start());
    }
    fleet.forEach(GatewayProcess::awaitReady);
  }

  @AfterAll
  void stop() throws Exception {
    for (Client client : clients) {
      client.end();
    }
    fleet.forEach(GatewayProcess::close);
    upstream.close();
    redis.close();
  }

  private static ConditionFactory within() {
    return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(10));
  }

  private List<Client> ask(String path) {
    List<Client> asking = fleet.stream().map(gateway -> new Client(gateway, path)).toList();
    clients.addAll(asking);
    return asking;
  }

  private void end(List<Client> asking) throws InterruptedException {
    for (Client client : asking) {
      client.end();
    }
    clients.removeAll(asking);
  }

  private static void awaitAll(List<Client> asking, int status) {
    within().until(() -> asking.stream().allMatch(client -> client.last == status));
  }

  @Test
  void fromTheThresholdToTheLastInstanceRefusingIsWithinASecond() throws Exception {
    upstream.becomes(Mood.WELL);
    List<Client> asking = ask("/trips");
    List<Long> millis = new ArrayList<>();
    for (int trip = 0; trip < TRIPS; trip++) {
      awaitAll(asking, 200);
      asking.forEach(Client::forget);
      upstream.becomes(Mood.FAILING);
      within().until(() -> asking.stream().allMatch(client -> client.firsts.containsKey(503)));
      long crossed = upstream.calls.get(THRESHOLD - 1).nanos();
      long last = asking.stream().mapToLong(client -> client.firsts.get(503)).max().orElseThrow();
      millis.add((last - crossed) / 1_000_000);
      upstream.becomes(Mood.WELL);
    }
    awaitAll(asking, 200);
    end(asking);
    System.out.println(
        "threshold to the last of three processes refusing, ms, over "
            + TRIPS
            + " trips: max "
            + Collections.max(millis)
            + ", "
            + millis);
    assertThat(Collections.max(millis)).isLessThanOrEqualTo(1_000);
  }

  @Test
  void whileOpenTheUpstreamIsCalledOncePerIntervalWhateverHappensToTheProber() throws Exception {
    upstream.becomes(Mood.FAILING);
    List<Client> asking = ask("/probes");
    awaitAll(asking, 503);
    upstream.becomes(Mood.FAILING);
    within().until(() -> upstream.calls.size() >= 3);
    List<Call> probes = List.copyOf(upstream.calls);

    upstream.becomes(Mood.HANGING);
    within().until(() -> !upstream.calls.isEmpty());
    Call killed = upstream.calls.getFirst();
    GatewayProcess dead = named(killed.instance());
    dead.kill();
    within().until(() -> upstream.calls.size() >= 2);
    Call afterKill = upstream.calls.get(1);

    GatewayProcess stopped = named(afterKill.instance());
    stopped.signal("STOP");
    within().until(() -> upstream.calls.size() >= 3);
    Call afterStop = upstream.calls.get(2);
    dead.start().awaitReady();
    List<Call> hanging = List.copyOf(upstream.calls);
    stopped.signal("CONT");

    upstream.becomes(Mood.WELL);
    upstream.server.endConnections();
    awaitAll(asking, 200);
    end(asking);
    assertThat(afterKill.instance()).isNotEqualTo(killed.instance());
    assertThat(afterStop.instance()).isNotIn(killed.instance(), afterKill.instance());
    assertApart(probes);
    assertApart(hanging);
  }

  /** By no less than the interval, but for what timers are late or early. */
  private static void assertApart(List<Call> calls) {
    for (int i = 1; i < calls.size(); i++) {
      Duration gap = Duration.ofNanos(calls.get(i).nanos() - calls.get(i - 1).nanos());
      assertThat(gap).as(calls.toString()).isGreaterThan(OPEN_FOR.minusMillis(20));
    }
  }

  private GatewayProcess named(String name) {
    return fleet.stream().filter(it -> it.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void oneInstanceWithABrokenNetworkDoesNotDecideForAll() throws Exception {
    upstream.becomes(Mood.WELL);
    List<Client> asking = ask("/partly");
    within().until(() -> asking.stream().allMatch(client -> client.answers >= 300));
    end(asking);
    assertThat(asking.get(0).firsts).containsOnlyKeys(200);
    assertThat(asking.get(1).firsts).containsOnlyKeys(200);
    assertThat(asking.get(2).firsts).containsOnlyKeys(502);
    var circuit = fleet.getFirst().admin().get("/circuits/partly/partly");
    assertThat(circuit.path("state").asString()).isEqualTo("closed");
    assertThat(circuit.path("window").path("failures").asInt()).isPositive();
  }
}
