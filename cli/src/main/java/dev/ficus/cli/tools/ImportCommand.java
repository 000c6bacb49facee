package dev.ficus.cli.tools;

import dev.ficus.cli.CommandFailure;
import dev.ficus.cli.ExitCode;
import dev.ficus.gateway.route.RouteStubs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ficus import}. */
@Command(
    name = "import",
    description = {
      "Writes route stubs from an access log or an OpenAPI document.",
      "All are in stage legacy, so that nothing changes; the busiest come first."
    },
    mixinStandardHelpOptions = true)
public final class ImportCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "FILE",
      description = "access.log (combined or JSON, also .gz), or openapi.yaml or .json")
  private Path file = Path.of("");

  @Option(
      names = "--default",
      paramLabel = "NAME",
      defaultValue = "monolith",
      description = "the legacy upstream's name (default: monolith)")
  private String upstream = "monolith";

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "http://localhost:9001",
      description = "and where it is (default: http://localhost:9001)")
  private String url = "";

  @Option(
      names = "--at-least",
      paramLabel = "NUMBER",
      defaultValue = "1",
      description = "leave out what was asked for less often (default: 1)")
  private long atLeast = 1;

  @Option(
      names = "--limit",
      paramLabel = "NUMBER",
      defaultValue = "500",
      description = "at most so many (default: 500)")
  private int limit = 500;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Endpoints found;
    try {
      found = isDocument() ? Endpoints.ofDocument(OpenApi.read(file)) : Endpoints.ofLog(file);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.ERROR, "cannot read " + file + ": " + e.getMessage());
    }
    if (found.all().isEmpty()) {
      throw new CommandFailure(
          ExitCode.ERROR,
          file + ": no endpoint found (expected: an access log, combined or JSON, or OpenAPI)");
    }
    write(found);
    return ExitCode.OK;
  }

  /** JSON may be either: what reads like a request is a log. */
  private boolean isDocument() throws IOException {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".yaml") || name.endsWith(".yml")) {
      return true;
    }
    if (!name.endsWith(".json")) {
      return false;
    }
    try (BufferedReader reader = AccessLogLine.open(file)) {
      String first = reader.readLine();
      return first == null || AccessLogLine.parse(first) == null;
    }
  }

  private void write(Endpoints found) {
    List<Endpoints.Counted> wanted =
        found.all().stream()
            .filter(its -> !found.counted() || its.requests() >= atLeast)
            .limit(limit)
            .toList();
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    out.println("# From " + file.getFileName() + ": " + found.said() + ".");
    out.println("# All routes are in stage legacy: nothing changes. Give one a target, and go on.");
    out.println("default: " + upstream);
    out.println("upstreams:");
    out.println("  " + upstream + ": { url: " + quoted(url) + " }");
    out.println(wanted.isEmpty() ? "routes: []" : "routes:");
    RouteStubs routes = new RouteStubs(List.of());
    List<String> stubs =
        wanted.stream()
            .map(Endpoints.Counted::endpoint)
            .map(its -> "  - " + routes.next(its.method(), its.path(), ", stage: legacy"))
            .toList();
    int width = stubs.stream().mapToInt(String::length).max().orElse(0);
    for (int i = 0; i < stubs.size(); i++) {
      String stub = stubs.get(i);
      String padding = " ".repeat(width - stub.length() + 1);
      out.println(found.counted() ? stub + padding + "# " + wanted.get(i).requests() : stub);
    }
    if (found.all().size() > wanted.size()) {
      int more = found.all().size() - wanted.size();
      out.println("# and " + more + " more (see --limit and --at-least)");
    }
    out.flush();
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
