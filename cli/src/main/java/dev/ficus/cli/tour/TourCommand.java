package dev.ficus.cli.tour;

import dev.ficus.cli.CommandFailure;
import dev.ficus.cli.ExitCode;
import dev.ficus.cli.demo.Ports;
import dev.ficus.cli.demo.Traces;
import dev.ficus.cli.demo.Welcome;
import dev.ficus.cli.remote.AdminClient;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ficus tour}. */
@Command(
    name = "tour",
    description = {
      "Walks through the running demo, scene by scene.",
      "Each command is shown, waits for Enter (q ends the tour), and is run. The demo needs traffic:"
          + " ./ficus demo --traffic 50/s in another terminal. What the tour changes it puts back."
    },
    mixinStandardHelpOptions = true)
public final class TourCommand implements Callable<Integer> {

  @Option(
      names = "--home",
      hidden = true,
      description = "where Ficus lies",
      defaultValue = "${env:FICUS_HOME:-.}")
  private Path home = Path.of(".");

  @Option(names = "--data", description = "the demo's data (default: .ficus/demo)")
  private @Nullable Path data;

  @Option(
      names = {"-y", "--yes"},
      description = "wait for nobody; so it is without a terminal")
  private boolean yes;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path base = home.toAbsolutePath().normalize();
    Path its = data == null ? base.resolve(".ficus/demo") : data.toAbsolutePath().normalize();
    Traces traces = new Traces(its);
    Ports ports = traces.ports();
    if (ports == null || !Files.exists(traces.statusFile())) {
      throw new CommandFailure(
          ExitCode.ERROR,
          "no demo with traffic has its data in "
              + its
              + " (way out: ./ficus demo --traffic 50/s in another terminal)");
    }
    String token = Files.readString(Welcome.tokenFile(its)).strip();
    URI server = URI.create("http://localhost:" + ports.admin());
    Watch watch =
        new Watch(
            new AdminClient(server, token),
            URI.create("http://localhost:" + ports.functions()),
            traces.statusFile());
    Place place =
        new Place(base, ports, traces.statusFile(), Welcome.dashboard(its, ports));
    boolean terminal = isTerminal();
    Visitor visitor =
        new Visitor(
            System.out,
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
            terminal && !yes);
    watch.restore();
    // On Ctrl-C too.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> putBack(watch), "tour-put-back"));
    Tour tour =
        new Tour(
            visitor,
            Shell.in(base, environment(server, token, terminal)),
            System::nanoTime,
            Thread::sleep);
    String number = Long.toString(System.currentTimeMillis() / 1_000);
    boolean wentAsTold = tour.play(new Scenes(place, watch, number).all());
    visitor.line("");
    visitor.line("The demo goes back to its beginning.");
    return wentAsTold ? ExitCode.OK : ExitCode.ERROR;
  }

  private static void putBack(Watch watch) {
    try {
      watch.restore();
    } catch (RuntimeException gone) {
      System.err.println("the demo could not be put back: " + gone.getMessage());
    }
  }

  private static Map<String, String> environment(URI server, String token, boolean terminal) {
    Map<String, String> environment = new HashMap<>();
    environment.put("FICUS_SERVER", server.toString());
    environment.put("FICUS_TOKEN", token);
    if (terminal && System.getenv("NO_COLOR") == null) {
      environment.put("CLICOLOR_FORCE", "1");
    }
    return environment;
  }

  @SuppressWarnings("SystemConsoleNull") // without the line editor's module there still may be none
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }
}
