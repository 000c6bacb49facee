package dev.ficus.cli.commands;

import dev.ficus.cli.ExitCode;
import dev.ficus.cli.output.Durations;
import dev.ficus.cli.output.Table;
import dev.ficus.cli.remote.AdminClient;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Circuits, and the failures that they count. */
public final class CircuitCommands {

  private CircuitCommands() {}

  /** {@code ficus circuits}. */
  @Command(name = "circuits", description = "Lists all circuits, with the fleet's counts.")
  public static final class All extends RemoteCommand {

    @Option(names = "--open", description = "only those that are not closed")
    private boolean open;

    @Override
    public Integer call() {
      JsonNode wanted = wanted(client().get("/circuits"));
      output()
          .print(
              wanted,
              out -> {
                Table table =
                    new Table(
                        "no circuits", "CIRCUIT", "STATE", "MODE", "CALLS", "FAILED", "NEXT PROBE");
                for (JsonNode its : wanted.path("circuits")) {
                  table.row(
                      its.path("name").asString(""),
                      out.coloured(its.path("state").asString("")),
                      its.path("mode").asString(""),
                      its.path("window").path("calls").asLong(0),
                      its.path("window").path("failures").asLong(0),
                      its.has("nextProbeMs")
                          ? "in " + its.path("nextProbeMs").asLong(0) + " ms"
                          : "");
                }
                out.table(table);
              });
      return ExitCode.OK;
    }

    private JsonNode wanted(JsonNode all) {
      ObjectNode wanted = (ObjectNode) all.deepCopy();
      ArrayNode circuits = wanted.putArray("circuits");
      for (JsonNode its : all.path("circuits")) {
        if (!open || !its.path("state").asString("").equals("closed")) {
          circuits.add(its);
        }
      }
      return wanted;
    }
  }

  /** {@code ficus circuit NAME MODE}. */
  @Command(name = "circuit", description = "Says who decides about a circuit.")
  public static final class Mode extends RemoteCommand {

    @Parameters(index = "0", paramLabel = "NAME", description = "upstream, or upstream/route")
    private String name = "";

    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "MODE",
        description = "auto, open, closed or watch; without it the circuit is shown")
    private @Nullable String mode;

    @Mixin private ChangeOptions change = new ChangeOptions();

    @Override
    public Integer call() {
      String path = "/circuits/" + String.join("/", escaped(name.split("/")));
      if (mode == null) {
        JsonNode its = client().get(path);
        output().print(its, out -> out.line(text(its)));
        return ExitCode.OK;
      }
      ObjectNode wish = AdminClient.JSON.createObjectNode().put("mode", mode);
      if (change.reason() != null) {
        wish.put("reason", change.reason());
      }
      AdminClient.Reply would = client().send("PUT", path + "?dryRun=true", wish, null);
      if (!output().isForPrograms()) {
        output().line("circuit " + text(would.json()));
      }
      if (!change.agreed("Do it?")) {
        output().print(would.json(), out -> out.line("left as it was"));
        return ExitCode.OK;
      }
      JsonNode done = client().send("PUT", path, wish, would.etag()).json();
      output().print(done, out -> out.line("done: " + text(done)));
      return ExitCode.OK;
    }

    private static String[] escaped(String[] pieces) {
      for (int i = 0; i < pieces.length; i++) {
        pieces[i] = AdminClient.path("{}", pieces[i]);
      }
      return pieces;
    }

    private static String text(JsonNode its) {
      return its.path("name").asString("")
          + ": "
          + its.path("state").asString("")
          + ", mode "
          + its.path("mode").asString("");
    }
  }

  /** {@code ficus failures}. */
  @Command(name = "failures", description = "Lists requests that an upstream has failed.")
  public static final class Failures extends RemoteCommand {

    @Option(names = "--upstream", description = "of this upstream")
    private @Nullable String upstream;

    @Option(names = "--route", description = "of this route")
    private @Nullable String route;

    @Option(names = "--since", paramLabel = "TIME", description = "such as 15m")
    private @Nullable String since;

    @Option(names = "--limit", description = "at most so many (default: 20)", defaultValue = "20")
    private int limit = 20;

    @Override
    public Integer call() {
      Map<String, @Nullable String> query = new LinkedHashMap<>();
      query.put("upstream", upstream);
      query.put("route", route);
      query.put(
          "since",
          since == null ? null : Instant.now().minus(Durations.parse("--since", since)).toString());
      query.put("limit", Integer.toString(limit));
      JsonNode found = client().get(AdminClient.query("/failures", query));
      output()
          .print(
              found,
              out -> {
                Table table =
                    new Table(
                        "no failures",
                        "AT",
                        "UPSTREAM",
                        "ROUTE",
                        "REQUEST",
                        "OUTCOME",
                        "TOOK",
                        "INSTANCE");
                for (JsonNode its : found.path("failures")) {
                  table.row(
                      its.path("at").asString(""),
                      its.path("upstream").asString(""),
                      its.path("route").asString(""),
                      its.path("method").asString("") + " " + its.path("path").asString(""),
                      its.path("outcome").asString(""),
                      its.path("durationMs").asLong(0) + " ms",
                      its.path("instance").asString(""));
                }
                out.table(table);
                if (found.path("matching").asLong(0) > limit) {
                  out.line("… of " + found.path("matching").asLong(0));
                }
              });
      return ExitCode.OK;
    }
  }
}
