package dev.ficus.cli.commands;

import dev.ficus.cli.ExitCode;
import dev.ficus.cli.output.Output;
import dev.ficus.cli.remote.AdminClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ficus drift}. */
@Command(
    name = "drift",
    description =
        "Where the files declare something else than is in force, and what is wrong in them.",
    subcommands = {DriftCommand.TakeFiles.class, DriftCommand.Patch.class})
public final class DriftCommand extends RemoteCommand {

  @Override
  public Integer call() {
    JsonNode config = client().get("/config");
    output().print(config, out -> show(config, out));
    boolean clean = config.path("drift").isEmpty() && config.path("errors").isEmpty();
    return clean ? ExitCode.OK : ExitCode.DIFFERENCES;
  }

  private static void show(JsonNode config, Output out) {
    String broken = config.path("text").asString("").strip();
    if (!broken.isEmpty()) {
      out.line(broken);
    }
    for (JsonNode its : config.path("drift")) {
      out.line(
          its.path("route").asString("")
              + ": declared "
              + RoutesCommand.at(its.path("declared"))
              + ", in force "
              + RoutesCommand.at(its.path("inForce"))
              + (its.has("reason") ? " (" + its.path("reason").asString("") + ")" : ""));
    }
    if (config.path("drift").isEmpty() && config.path("errors").isEmpty()) {
      out.line("no drift: the files declare what is in force");
    }
  }

  /** {@code ficus drift take-files}. */
  @Command(name = "take-files", description = "Makes the files' word current, as one revision.")
  public static final class TakeFiles extends RemoteCommand {

    @Mixin private ChangeOptions change = new ChangeOptions();

    @Override
    public Integer call() {
      ObjectNode wish = AdminClient.JSON.createObjectNode();
      if (change.reason() != null) {
        wish.put("reason", change.reason());
      }
      return CutoverCommand.apply(client(), output(), change, "/config/take-files", "POST", wish);
    }
  }

  /** {@code ficus drift patch}. */
  @Command(
      name = "patch",
      description = "Prints a patch that makes the files declare what is in force.")
  public static final class Patch extends RemoteCommand {

    @Override
    public Integer call() {
      output().line(client().send("GET", "/config/patch", null, null).text().stripTrailing());
      return ExitCode.OK;
    }
  }
}
