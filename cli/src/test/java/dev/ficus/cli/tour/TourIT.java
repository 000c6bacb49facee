package dev.ficus.cli.tour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole tour through a demo on free ports, about three minutes: {@code mvn verify -pl cli -am
 * -Dficus.tour=true}.
 */
@EnabledIfSystemProperty(named = "ficus.tour", matches = "true")
class TourIT {

  private static final Path FICUS = Path.of("..", "ficus").toAbsolutePath().normalize();

  @TempDir private Path directory;

  private Process start(Path output, List<String> command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  private static List<String> demo(Path data) throws IOException {
    List<String> command = new ArrayList<>(List.of(FICUS.toString(), "demo", "--traffic", "50/s"));
    command.addAll(List.of("--data", data.toString()));
    List<ServerSocket> free = new ArrayList<>();
    for (String option :
        List.of("--port", "--admin-port", "--internal-port", "--legacy-port", "--functions-port")) {
      ServerSocket socket = new ServerSocket(0);
      free.add(socket);
      command.addAll(List.of(option, Integer.toString(socket.getLocalPort())));
    }
    for (ServerSocket socket : free) {
      socket.close();
    }
    return command;
  }

  @Test
  void goesAsItIsTold() throws Exception {
    Path data = directory.resolve("demo");
    Path said = directory.resolve("demo.log");
    Process demo = start(said, demo(data));
    try {
      await()
          .atMost(Duration.ofMinutes(5))
          .until(() -> Files.exists(data.resolve("status")) || !demo.isAlive());
      assertThat(demo.isAlive()).as(() -> read(said)).isTrue();
      Path shown = directory.resolve("tour.log");
      Process tour =
          start(shown, List.of(FICUS.toString(), "tour", "--yes", "--data", data.toString()));
      assertThat(tour.waitFor(10, TimeUnit.MINUTES)).as(() -> read(shown)).isTrue();
      System.out.println(read(shown));
      assertThat(tour.exitValue()).as(() -> read(shown)).isZero();
    } finally {
      demo.destroy();
      demo.waitFor();
    }
    assertThat(lastStatus(said)).as(() -> read(said)).contains(" · failed 0 · ");
  }

  /** How all of it ended; the lines before it may still have been well. */
  private static String lastStatus(Path file) {
    return read(file)
        .lines()
        .filter(line -> line.contains(" · failed "))
        .reduce("", (_, later) -> later);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
