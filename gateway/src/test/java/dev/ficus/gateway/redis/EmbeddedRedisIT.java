package dev.ficus.gateway.redis;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRedisIT {

  @TempDir Path data;

  private final List<Long> started = new ArrayList<>();

  /** Of the carried binary, whatever the machine has. */
  private EmbeddedRedis start() {
    EmbeddedRedis redis = EmbeddedRedis.start(data.resolve("redis"), "");
    started.add(redis.pid());
    return redis;
  }

  @AfterEach
  void endWhatIsLeft() throws Exception {
    for (long pid : started) {
      ProcessHandle process = ProcessHandle.of(pid).orElse(null);
      if (process != null && process.info().command().orElse("").contains("redis-server")) {
        RedisProcess.signal("CONT", pid);
        process.destroyForcibly();
        process.onExit().get(10, TimeUnit.SECONDS);
      }
    }
  }

  private static List<String> ask(EmbeddedRedis redis, String... words) throws IOException {
    try (RespClient client = new RespClient(redis.port(), Duration.ofSeconds(5))) {
      client.call("AUTH", redis.password());
      return client.call(words);
    }
  }

  /** An ended process that no init collects is still listed, but has no command any more. */
  private static boolean alive(long pid) {
    return ProcessHandle.of(pid).flatMap(p -> p.info().command()).isPresent();
  }

  private Path file(String name) {
    return data.resolve("redis").resolve(name);
  }

  @Test
  void startsQuicklyAndKeepsItsPromises() throws IOException {
    long begun = System.nanoTime();
    EmbeddedRedis redis = start();
    System.out.println(
        "embedded Redis ready after " + NANOSECONDS.toMillis(System.nanoTime() - begun) + " ms");

    assertThat(redis.isOurs()).isTrue();
    assertThat(redis.host()).isEqualTo("127.0.0.1");
    assertThat(ask(redis, "CONFIG", "GET", "appendfsync")).contains("always");
    assertThat(ask(redis, "CONFIG", "GET", "appendonly")).contains("yes");
    assertThat(ask(redis, "CONFIG", "GET", "maxmemory-policy")).contains("noeviction");
    assertThat(ask(redis, "CONFIG", "GET", "bind")).contains("127.0.0.1");
    redis.close();
    assertThat(alive(redis.pid())).isFalse();
  }

  @Test
  void passwordIsAskedForAndKeptFromOthers() throws IOException {
    EmbeddedRedis redis = start();
    try (RespClient stranger = new RespClient(redis.port(), Duration.ofSeconds(5))) {
      assertThatThrownBy(() -> stranger.call("PING")).hasMessageContaining("NOAUTH");
    }
    assertThat(redis.password()).hasSizeGreaterThanOrEqualTo(32);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("redis.conf"))))
        .isEqualTo("rw-------");
    assertThat(ProcessHandle.of(redis.pid()).orElseThrow().info().commandLine().orElse(""))
        .isNotEmpty()
        .doesNotContain(redis.password());
  }

  @Test
  void isOutOfReachOfTheTerminalsInterrupt() throws Exception {
    EmbeddedRedis redis = start();
    String stat = Files.readString(Path.of("/proc", Long.toString(redis.pid()), "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    assertThat(fields[2]).as("process group").isEqualTo(Long.toString(redis.pid()));
    assertThat(fields[4]).as("terminal").isEqualTo("0");
  }

  @Test
  void leftoverIsFoundAndLosesNothing() throws IOException {
    EmbeddedRedis killed = start();
    ask(killed, "SET", "key", "value");
    // As after kill -9: nobody has closed it.
    EmbeddedRedis found = start();
    assertThat(found.isOurs()).isFalse();
    assertThat(found.pid()).isEqualTo(killed.pid());
    assertThat(found.port()).isEqualTo(killed.port());
    assertThat(ask(found, "GET", "key")).containsExactly("value");

    found.close();
    assertThat(alive(found.pid())).as("ended by one that only found it").isTrue();
    killed.close();
    assertThat(alive(found.pid())).isFalse();
  }

  @Test
  void serverThatIsKilledLosesNothing() throws Exception {
    EmbeddedRedis redis = start();
    ask(redis, "SET", "key", "value");
    ProcessHandle process = ProcessHandle.of(redis.pid()).orElseThrow();
    process.destroyForcibly();
    process.onExit().get(10, TimeUnit.SECONDS);

    EmbeddedRedis next = start();
    assertThat(next.isOurs()).isTrue();
    assertThat(next.pid()).isNotEqualTo(redis.pid());
    assertThat(ask(next, "GET", "key")).containsExactly("value");
    // The first one's process is gone, and its close must not end the second one's.
    redis.close();
    assertThat(alive(next.pid())).isTrue();
  }

  @Test
  void serverThatHasEndedIsStartedAgainAtTheSameAddress() throws Exception {
    EmbeddedRedis redis = start();
    ask(redis, "SET", "key", "value");
    assertThat(redis.revive("")).as("it runs").isFalse();
    long killed = redis.pid();
    ProcessHandle process = ProcessHandle.of(killed).orElseThrow();
    process.destroyForcibly();
    process.onExit().get(10, TimeUnit.SECONDS);
    int port = redis.port();

    assertThat(redis.revive("")).isTrue();
    started.add(redis.pid());
    assertThat(redis.pid()).isNotEqualTo(killed);
    assertThat(redis.port()).isEqualTo(port);
    assertThat(ask(redis, "GET", "key")).containsExactly("value");
    redis.close();
    assertThat(alive(redis.pid())).isFalse();
    assertThat(redis.revive("")).as("it was ended on purpose").isFalse();
  }

  @Test
  void ofTwoStartersOneStartsIt() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CountDownLatch go = new CountDownLatch(1);
      List<Future<EmbeddedRedis>> starters = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        starters.add(
            threads.submit(
                () -> {
                  go.await();
                  return EmbeddedRedis.start(data.resolve("redis"), "");
                }));
      }
      go.countDown();
      List<EmbeddedRedis> all = new ArrayList<>();
      for (Future<EmbeddedRedis> starter : starters) {
        all.add(starter.get());
        started.add(all.getLast().pid());
      }
      assertThat(all).extracting(EmbeddedRedis::pid).containsOnly(all.getFirst().pid());
      assertThat(all).filteredOn(EmbeddedRedis::isOurs).hasSize(1);
    }
  }

  @Test
  void ofTwoProcessesOneStartsIt() throws Exception {
    List<Process> gateways = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      gateways.add(
          new ProcessBuilder(
                  ProcessHandle.current().info().command().orElseThrow(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Starter.class.getName(),
                  data.resolve("redis").toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start());
    }
    List<String> said = new ArrayList<>();
    for (Process gateway : gateways) {
      said.add(new String(gateway.getInputStream().readAllBytes()).strip());
      assertThat(gateway.waitFor()).isZero();
    }
    started.add(Long.parseLong(said.getFirst().split(" ")[1]));
    assertThat(said).extracting(line -> line.split(" ")[0]).containsOnlyOnce("true");
    assertThat(said)
        .extracting(line -> line.split(" ")[1])
        .containsOnly(said.getFirst().split(" ")[1]);
  }

  /** A gateway that is gone without closing anything. */
  static final class Starter {
    public static void main(String[] arguments) {
      EmbeddedRedis redis = EmbeddedRedis.start(Path.of(arguments[0]), "");
      System.out.println(redis.isOurs() + " " + redis.pid());
      Runtime.getRuntime().halt(0);
    }
  }

  @Test
  void frozenLeftoverKeepsItsFilesToItself() {
    EmbeddedRedis redis = start();
    RedisProcess.signal("STOP", redis.pid());
    assertThatThrownBy(this::start)
        .isInstanceOf(EmbeddedRedisException.class)
        .hasMessageContaining("process id " + redis.pid());
    RedisProcess.signal("CONT", redis.pid());
    assertThat(start().pid()).isEqualTo(redis.pid());
  }

  @Test
  void configurationWithAnotherPasswordIsNoReasonForASecondServer() throws IOException {
    EmbeddedRedis redis = start();
    String configuration = Files.readString(file("redis.conf"));
    Files.writeString(file("redis.conf"), configuration.replace(redis.password(), "wrong"));
    assertThatThrownBy(this::start)
        .isInstanceOf(EmbeddedRedisException.class)
        .hasMessageContainingAll("process id " + redis.pid(), "WRONGPASS");
  }

  @Test
  void staleFilesAreNoHindrance() throws IOException {
    Files.createDirectories(data.resolve("redis"));
    try (RedisProcess other = RedisProcess.start();
        ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      for (int port : new int[] {other.port(), silent.getLocalPort(), 1}) {
        Files.writeString(file("redis.conf"), "port " + port + "\nrequirepass secret\n");
        // A recycled process id: that of this very test.
        Files.writeString(file("redis.pid"), ProcessHandle.current().pid() + "\n");
        try (EmbeddedRedis redis = start()) {
          assertThat(redis.isOurs()).isTrue();
          assertThat(redis.port()).isNotEqualTo(port);
          assertThat(ask(redis, "PING")).containsExactly("PONG");
        }
      }
      assertThat(other.ask("PING")).containsExactly("PONG");
    }
  }

  @Test
  void garbledFilesAreNoHindrance() throws IOException {
    Files.createDirectories(data.resolve("redis"));
    Files.writeString(file("redis.conf"), "port many\nrequirepass\n");
    Files.writeString(file("redis.pid"), "no number");
    assertThat(start().isOurs()).isTrue();
  }

  @Test
  void redisOfAnotherDirectoryWithTheSamePasswordIsNotOurs() throws IOException {
    EmbeddedRedis redis = start();
    Path copy = data.resolve("copy");
    Files.createDirectories(copy);
    Files.copy(file("redis.conf"), copy.resolve("redis.conf"));
    EmbeddedRedis second = EmbeddedRedis.start(copy, "");
    started.add(second.pid());
    assertThat(second.pid()).isNotEqualTo(redis.pid());
  }

  @Test
  void directoryMayHaveAnOddName() throws IOException {
    data = Files.createDirectories(data.resolve("a \"b\" \\c ü"));
    EmbeddedRedis redis = start();
    assertThat(ask(redis, "PING")).containsExactly("PONG");
    assertThat(start().isOurs()).isFalse();
  }

  @Test
  void serverThatCannotReadItsDataSaysSo() throws IOException {
    try (EmbeddedRedis redis = start()) {
      ask(redis, "SET", "key", "value");
    }
    Files.writeString(file("appendonly.aof"), "this is no log of commands\n");
    assertThatThrownBy(this::start)
        .isInstanceOf(EmbeddedRedisException.class)
        .hasMessageContainingAll("redis.log", "Bad file format");
  }

  @Test
  void endsAFrozenServerByItsProcess() {
    EmbeddedRedis redis = start();
    RedisProcess.signal("STOP", redis.pid());
    await("closed").atMost(Duration.ofSeconds(60)).until(() -> closed(redis));
    assertThat(alive(redis.pid())).isFalse();
  }

  private static boolean closed(EmbeddedRedis redis) {
    redis.close();
    return true;
  }
}
