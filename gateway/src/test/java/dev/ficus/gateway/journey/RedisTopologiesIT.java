package dev.ficus.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.redis.RedisProcess;
import dev.ficus.gateway.redis.RedisSentinel;
import dev.ficus.gateway.testing.AdminClient;
import dev.ficus.gateway.testing.RawUpstream;
import dev.ficus.gateway.testing.TestGateway;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A whole gateway on Sentinel, on a Cluster, and on a Redis that forgets its scripts. */
@Execution(ExecutionMode.CONCURRENT)
class RedisTopologiesIT {

  private RawUpstream legacy;
  private RawUpstream target;
  @TempDir private Path directory;

  @BeforeEach
  void start() throws IOException {
    legacy = RawUpstream.answering("legacy");
    target = RawUpstream.answering("target");
  }

  @AfterEach
  void stop() throws IOException {
    legacy.close();
    target.close();
  }

  private TestGateway gateway(String... properties) throws IOException {
    String yaml =
        """
        default: m
        upstreams: { m: { url: "%s" }, t: { url: "%s" } }
        routes:
          - { id: before, match: GET /before, target: t }
          - { id: after, match: GET /after, target: t }
        """
            .formatted(legacy.url(), target.url());
    return TestGateway.start(directory.resolve("gateway"), yaml, properties);
  }

  private static ConditionFactory within() {
    return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(100));
  }

  private AdminClient admin(TestGateway gateway) throws IOException {
    return new AdminClient(gateway.managementPort(), directory.resolve("gateway/data"));
  }

  private static int live(AdminClient admin, String route) throws Exception {
    return admin.call("PUT", "/routes/" + route + "/stage", "{\"stage\":\"live\"}").status();
  }

  private static int openCircuit(AdminClient admin) throws Exception {
    return admin.call("PUT", "/circuits/t/after", "{\"mode\":\"open\"}").status();
  }

  @Test
  void aFailoverBySentinelUndoesNothing() throws Exception {
    try (RedisProcess master = RedisProcess.start();
        RedisProcess replica =
            RedisProcess.start("--replicaof", "127.0.0.1", Integer.toString(master.port()));
        RedisSentinel sentinel = new RedisSentinel(master, directory.resolve("sentinel"));
        TestGateway gateway =
            gateway(
                "spring.data.redis.sentinel.master=" + RedisSentinel.MASTER,
                "spring.data.redis.sentinel.nodes=127.0.0.1:" + sentinel.port())) {
      AdminClient admin = admin(gateway);
      within().until(() -> live(admin, "before") == 200);
      long revision = admin.get("/status").path("revision").asLong();

      master.kill();
      within().until(() -> sentinel.masterPort() == replica.port());
      within().until(() -> live(admin, "after") == 200);

      assertThat(gateway.get("/before").body()).isEqualTo("target");
      assertThat(gateway.get("/after").body()).isEqualTo("target");
      assertThat(admin.get("/status").path("revision").asLong()).isGreaterThan(revision);
      assertThat(openCircuit(admin)).isEqualTo(200);

      // The old master comes back as a replica, which takes no writes: nobody sends it any.
      master.restart();
      within().until(() -> master.ask("ROLE").getFirst().equals("slave"));
      assertThat(admin.call("POST", "/routes/before/rollback", "").status()).isEqualTo(200);
      assertThat(admin.get("/status").path("overridden").asInt()).isZero();
    }
  }

  @Test
  void aWholeGatewayWorksOnACluster() throws Exception {
    List<RedisProcess> nodes = RedisProcess.cluster();
    try (TestGateway gateway =
        gateway(
            "spring.data.redis.cluster.nodes=127.0.0.1:%d,127.0.0.1:%d,127.0.0.1:%d"
                .formatted(nodes.get(0).port(), nodes.get(1).port(), nodes.get(2).port()))) {
      AdminClient admin = admin(gateway);
      within().until(() -> live(admin, "before") == 200);
      assertThat(gateway.get("/before").body()).isEqualTo("target");
      assertThat(openCircuit(admin)).isEqualTo(200);
      assertThat(live(admin, "after")).isEqualTo(200);
      assertThat(gateway.get("/after").body()).isEqualTo("legacy");
      assertThat(admin.get("/failures").path("matching").asInt()).isZero();
      assertThat(admin.get("/instances").path("instances").size()).isEqualTo(1);
    } finally {
      nodes.forEach(RedisProcess::close);
    }
  }

  @Test
  void scriptsThatRedisHasForgottenAreSentAgain() throws Exception {
    try (RedisProcess redis = RedisProcess.start();
        TestGateway gateway = gateway("spring.data.redis.url=redis://127.0.0.1:" + redis.port())) {
      AdminClient admin = admin(gateway);
      within().until(() -> live(admin, "before") == 200);
      redis.ask("SCRIPT", "FLUSH");
      assertThat(live(admin, "after")).isEqualTo(200);
      redis.ask("SCRIPT", "FLUSH");
      assertThat(openCircuit(admin)).isEqualTo(200);
      assertThat(gateway.get("/after").body()).isEqualTo("legacy");
    }
  }
}
