package dev.ficus.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildIT {

  @TempDir private Path directory;

  @Test
  void endsWhenItIsAsked() throws Exception {
    Child child = start("polite");
    awaitOutput(child, "runs");
    child.stop(Duration.ofSeconds(10));
    assertThat(child.isAlive()).isFalse();
  }

  @Test
  void isEndedWhenItDoesNotListen() throws Exception {
    Child child = start("stubborn");
    awaitOutput(child, "runs");
    child.stop(Duration.ofMillis(300));
    assertThat(child.isAlive()).isFalse();
  }

  @Test
  void leavesItsLastWords() throws Exception {
    Child child = start("dies");
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !child.isAlive());
    assertThat(child.epitaph()).contains("dies ended with exit code 3").contains("no luck today");
  }

  @Test
  void takenPortsAreNamedWithTheWayOut() throws Exception {
    int open = freePort();
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(0));
      Ports ports = new Ports(taken.getLocalPort(), open, open, open, open);
      assertThat(ports.taken())
          .containsExactly(
              "port " + taken.getLocalPort() + " is taken (way out: --port with another one)");
    }
  }

  private Child start(String kind) throws Exception {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            SleepyChild.class.getName(),
            kind);
    return Child.start(kind, command, Map.of(), directory, directory.resolve(kind + ".log"));
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void awaitOutput(Child child, String text) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> Files.readString(child.log()).contains(text));
  }
}
