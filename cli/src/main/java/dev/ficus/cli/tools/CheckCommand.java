package dev.ficus.cli.tools;

import dev.ficus.cli.CommandFailure;
import dev.ficus.cli.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ficus check}. */
@Command(
    name = "check",
    description = {
      "Sends the safe requests of a log both ways, and compares the answers.",
      "An answer that the application itself does not give twice alike is not held against the"
          + " gateway."
    },
    mixinStandardHelpOptions = true)
public final class CheckCommand implements Callable<Integer> {

  private static final int MOST_SHOWN = 20;

  @Option(
      names = "--log",
      required = true,
      paramLabel = "FILE",
      description = "combined or JSON, also .gz")
  private Path log = Path.of("");

  @Option(names = "--direct", required = true, paramLabel = "URL", description = "the application")
  private URI direct = URI.create("http://localhost:9001");

  @Option(names = "--via", required = true, paramLabel = "URL", description = "the gateway")
  private URI via = URI.create("http://localhost:8080");

  @Option(
      names = {"-H", "--header"},
      paramLabel = "NAME: VALUE",
      description = "sent with each request, such as a cookie; may be repeated")
  private List<String> headers = List.of();

  @Option(names = "--limit", defaultValue = "1000", description = "at most so many (default: 1000)")
  private int limit = 1_000;

  @Option(
      names = "--concurrency",
      defaultValue = "8",
      description = "so many requests at a time (default: 8)")
  private int concurrency = 8;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    requireUrl("--direct", direct);
    requireUrl("--via", via);
    requirePositive("--limit", limit);
    requirePositive("--concurrency", concurrency);
    List<AccessLogLine> requests = requests();
    List<Comparison> compared = compare(requests);
    long identical = 0;
    long restless = 0;
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < compared.size(); i++) {
      switch (compared.get(i)) {
        case Comparison.Identical _ -> identical++;
        case Comparison.Restless _ -> restless++;
        case Comparison.Different(String how) ->
            differences.add(requests.get(i).method() + " " + requests.get(i).target() + ": " + how);
      }
    }
    say(count(requests.size(), "safe requests"));
    say(", " + count(identical, "identical") + ", " + count(differences.size(), "differ"));
    if (restless > 0) {
      say(", " + count(restless, "that the application answers anew each time"));
    }
    say("\n");
    differences.stream().limit(MOST_SHOWN).forEach(line -> say("  " + line + "\n"));
    if (differences.size() > MOST_SHOWN) {
      say("  and " + (differences.size() - MOST_SHOWN) + " more\n");
    }
    return differences.isEmpty() ? ExitCode.OK : ExitCode.DIFFERENCES;
  }

  private static void requireUrl(String option, URI url) {
    boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!web || url.getHost() == null) {
      throw new CommandFailure(
          ExitCode.ERROR, option + ": '" + url + "' (expected: such as http://localhost:8080)");
    }
  }

  private static void requirePositive(String option, int number) {
    if (number < 1) {
      throw new CommandFailure(ExitCode.ERROR, option + ": " + number + " (expected: 1 or more)");
    }
  }

  private static String count(long number, String what) {
    return String.format(Locale.ROOT, "%,d %s", number, what);
  }

  /** In the order of the requests, some at a time. */
  private List<Comparison> compare(List<AccessLogLine> requests) throws InterruptedException {
    Replay replay = new Replay(direct, via, headers());
    ExecutorService threads = Executors.newFixedThreadPool(concurrency);
    try {
      List<Future<Comparison>> futures = new ArrayList<>();
      for (AccessLogLine request : requests) {
        futures.add(threads.submit(() -> replay.compare(request)));
      }
      List<Comparison> compared = new ArrayList<>();
      for (Future<Comparison> future : futures) {
        compared.add(future.get());
      }
      return compared;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CommandFailure failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private Map<String, String> headers() {
    Map<String, String> named = new LinkedHashMap<>();
    for (String header : headers) {
      int colon = header.indexOf(':');
      if (colon <= 0) {
        throw new CommandFailure(ExitCode.ERROR, "-H '" + header + "' (expected: 'Name: value')");
      }
      named.put(header.substring(0, colon).strip(), header.substring(colon + 1).strip());
    }
    return named;
  }

  private List<AccessLogLine> requests() {
    List<AccessLogLine> requests = new ArrayList<>();
    try (BufferedReader reader = AccessLogLine.open(log)) {
      for (String line = reader.readLine();
          line != null && requests.size() < limit;
          line = reader.readLine()) {
        AccessLogLine its = AccessLogLine.parse(line);
        if (its != null && its.isSafe() && Replay.canAsk(its)) {
          requests.add(its);
        }
      }
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.ERROR, "cannot read " + log + ": " + e.getMessage());
    }
    if (requests.isEmpty()) {
      throw new CommandFailure(
          ExitCode.ERROR, log + ": no GET or HEAD found (expected: a combined or JSON access log)");
    }
    return requests;
  }

  private void say(String text) {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    out.print(text);
    out.flush();
  }
}
