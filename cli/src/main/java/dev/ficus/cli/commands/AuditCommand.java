package dev.ficus.cli.commands;

import dev.ficus.cli.ExitCode;
import dev.ficus.cli.output.Table;
import dev.ficus.cli.remote.AdminClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
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

  /** As many as the API gives at once. */
  private static final int MOST = 1_000;

  @Option(names = "--subject", description = "of this route, @group, circuit or token")
  private @Nullable String subject;

  @Option(names = "--limit", defaultValue = "20", description = "at most so many (default: 20)")
  private int limit = 20;

  @Override
  public Integer call() {
    JsonNode found = client().get(query(subject, null, limit));
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

  private static String query(@Nullable String subject, @Nullable String before, int limit) {
    Map<String, @Nullable String> query = new LinkedHashMap<>();
    query.put("subject", subject);
    query.put("before", before);
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

  /** All events that are kept, newest first, until somebody has heard enough. */
  static void read(AdminClient client, Predicate<JsonNode> wantsMore) {
    String before = null;
    do {
      JsonNode page = client.get(query(null, before, MOST));
      for (JsonNode event : page.path("events")) {
        if (!wantsMore.test(event)) {
          return;
        }
      }
      before = page.path("next").asString(null);
    } while (before != null);
  }

  /** {@code ficus audit export}. */
  @Command(
      name = "export",
      description = "Prints all events that are kept, newest first, one JSON object a line.")
  public static final class Export extends RemoteCommand {

    @Override
    public Integer call() {
      read(
          client(),
          event -> {
            output().line(event.toString());
            return true;
          });
      return ExitCode.OK;
    }
  }
}
