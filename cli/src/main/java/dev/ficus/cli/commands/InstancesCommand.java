package dev.ficus.cli.commands;

import dev.ficus.cli.ExitCode;
import dev.ficus.cli.output.Table;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** {@code ficus instances}. */
@Command(name = "instances", description = "The fleet, and how far each instance is.")
public final class InstancesCommand extends RemoteCommand {

  @Override
  public Integer call() {
    JsonNode found = client().get("/instances");
    output()
        .print(
            found,
            out -> {
              Table table =
                  new Table(
                      "no instances",
                      "INSTANCE",
                      "VERSION",
                      "REVISION",
                      "ROUTES",
                      "STARTED",
                      "NOTES");
              for (JsonNode its : found.path("instances")) {
                List<String> notes = new ArrayList<>();
                if (its.path("self").asBoolean(false)) {
                  notes.add("asked");
                }
                if (its.path("behind").asBoolean(false)) {
                  notes.add("behind");
                }
                if (!its.path("sameFiles").asBoolean(true)) {
                  notes.add("other files");
                }
                table.row(
                    its.path("name").asString(""),
                    its.path("version").asString(""),
                    its.path("revision").asLong(0),
                    its.path("routes").asInt(0),
                    its.path("startedAt").asString(""),
                    String.join(", ", notes));
              }
              out.table(table);
            });
    return ExitCode.OK;
  }
}
