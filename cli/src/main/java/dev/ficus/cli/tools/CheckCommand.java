package dev.ficus.cli.tools;

import dev.ficus.cli.CommandFailure;
import dev.ficus.cli.ExitCode;
import dev.ficus.cli.output.Durations;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
          + " gateway. Of a stream of events the head is compared, of a large body the first 4 MiB."
    },
    mixinStandardHelpOptions = true)
public final class CheckCommand implements Callable<Integer> {

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
      description =
          "sent with each request, such as a cookie; may be repeated. Host is the gateway's both"
              + " ways unless it is said here")
  private List<String> headers = List.of();

  @Option(names = "--limit", defaultValue = "1000", description = "at most so many (default: 1000)")
  private int limit = 1_000;

  @Option(
      names = "--concurrency",
      defaultValue = "8",
      description = "so many requests at a time (default: 8)")
  private int concurrency = 8;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "30s",
      description = "so long an answer may take up to its end (default: 30s)")
  private String timeout = "30s";

  @Spec private @Nullable CommandSpec spec;

  /** Without it Java's client sends no Host but its own; to be called before there is one. */
  public static void prepare() {
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
  }

  @Override
  public Integer call() throws InterruptedException {
    requireUrl("--direct", direct);
    requireUrl("--via", via);
    requirePositive("--limit", limit);
    requirePositive("--concurrency", concurrency);
    List<AccessLogLine> requests = requests();
    List<Comparison> compared = compare(requests);
    CheckReport report = new CheckReport();
    for (int i = 0; i < compared.size(); i++) {
      report.add(requests.get(i), compared.get(i));
    }
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    report.lines().forEach(out::println);
    out.flush();
    return report.exitCode();
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

  /** In the order of the requests, some at a time. */
  private List<Comparison> compare(List<AccessLogLine> requests) throws InterruptedException {
    Duration patience = Durations.parse("--timeout", timeout);
    ExecutorService threads = Executors.newFixedThreadPool(concurrency);
    try (Replay replay = new Replay(direct, via, headers(), patience)) {
      replay.requireReachable(requests.getFirst());
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
      String name = header.substring(0, colon).strip();
      String value = header.substring(colon + 1).strip();
      try {
        HttpRequest.newBuilder().header(name, value);
      } catch (IllegalArgumentException e) {
        throw new CommandFailure(
            ExitCode.ERROR, "-H '" + header + "' cannot be sent: " + e.getMessage());
      }
      named.put(name, value);
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
}
