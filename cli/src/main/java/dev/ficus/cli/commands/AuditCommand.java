package dev.ficus.cli.commands;

import dev.ficus.cli.ExitCode;
import dev.ficus.cli.output.Table;
import dev.ficus.cli.remote.AdminClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code ficus audit}. */
@Command(
    name = "audit",
    description = "Who did what, when and why; newest first.",
    subcommands = AuditCommand.Export.class)
public final class AuditCommand extends RemoteCommand {

  @Option(names = "--subject", description = "of this route, @group, circuit or token")
  private @Nullable String subject;

  @Option(names = "--limit", defaultValue = "20", description = "at most so many (default: 20)")
  private int limit = 20;

  @Override
  public Integer call() {
    JsonNode found = client().get(query(subject, limit));
    output()
        .print(
            found,
            out -> {
              Table table =
                  new Table(
                      "nothing was done yet",
                      "AT",
                      "WHO",
                      "WHAT",
                      "SUBJECT",
                      "REVISION",
                      "DETAILS");
              for (JsonNode its : found.path("events")) {
                table.row(
                    its.path("at").asString(""),
                    its.path("who").asString(""),
                    its.path("what").asString(""),
                    its.path("subject").asString(""),
                    its.path("revision").asLong(0) == 0 ? "" : its.path("revision").asLong(0),
                    details(its));
              }
              out.table(table);
            });
    return ExitCode.OK;
  }

  private static String query(@Nullable String subject, int limit) {
    Map<String, @Nullable String> query = new LinkedHashMap<>();
    query.put("subject", subject);
    query.put("limit", Integer.toString(limit));
    return AdminClient.query("/audit", query);
  }

  private static String details(JsonNode event) {
    List<String> details = new ArrayList<>();
    event
        .path("details")
        .forEachEntry((name, value) -> details.add(name + " " + value.asString("")));
    String reason = event.path("reason").asString("");
    if (!reason.isEmpty()) {
      details.add("“" + reason + "”");
    }
    return String.join(", ", details);
  }

  /** {@code ficus audit export}. */
  @Command(
      name = "export",
      description = "Prints the newest thousand events, one JSON object a line.")
  public static final class Export extends RemoteCommand {

    @Override
    public Integer call() {
      JsonNode found = client().get(query(null, 1_000));
      found.path("events").forEach(event -> output().line(event.toString()));
      return ExitCode.OK;
    }
  }
}
