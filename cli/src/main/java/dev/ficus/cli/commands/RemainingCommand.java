package dev.ficus.cli.commands;

import dev.ficus.cli.ExitCode;
import dev.ficus.cli.output.Durations;
import dev.ficus.cli.output.Table;
import dev.ficus.cli.remote.AdminClient;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code ficus remaining}. */
@Command(
    name = "remaining",
    description = "What is left to migrate, with a ready-made route for what no route claims.")
public final class RemainingCommand extends RemoteCommand {

  @Option(names = "--since", paramLabel = "TIME", description = "seen since then, such as 7d")
  private @Nullable String since;

  @Option(names = "--yaml", description = "print route stubs for what no route claims")
  private boolean stubs;

  @Override
  public Integer call() {
    Map<String, @Nullable String> query = new LinkedHashMap<>();
    query.put(
        "since",
        since == null ? null : Instant.now().minus(Durations.parse("--since", since)).toString());
    JsonNode found = client().get(AdminClient.query("/remaining", query));
    if (stubs) {
      List<String> routes = found.path("unclaimed").findValuesAsString("yaml");
      output().line(routes.isEmpty() ? "routes: []" : "routes:");
      routes.forEach(its -> output().line("  - " + its));
      return ExitCode.OK;
    }
    output()
        .print(
            found,
            out -> {
              Table unclaimed =
                  new Table(
                      "every endpoint that was seen is claimed by a route",
                      "UNCLAIMED ENDPOINT",
                      "REQUESTS",
                      "LAST SEEN");
              for (JsonNode its : found.path("unclaimed")) {
                unclaimed.row(
                    its.path("method").asString("") + " " + its.path("path").asString(""),
                    its.path("requests").asLong(0),
                    its.path("lastSeen").asString(""));
              }
              out.table(unclaimed);
              out.line("");
              Table routes =
                  new Table(
                      "no route needs legacy any more",
                      "ROUTE",
                      "STAGE",
                      "BY LEGACY",
                      "LAST BY LEGACY",
                      "WHY");
              for (JsonNode its : found.path("routes")) {
                routes.row(
                    its.path("route").asString(""),
                    out.coloured(its.path("stage").asString("")),
                    its.path("byLegacy").asLong(0),
                    its.path("lastByLegacy").asString(""),
                    its.path("why").asString(""));
              }
              out.table(routes);
            });
    return ExitCode.OK;
  }
}
