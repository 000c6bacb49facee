package dev.ficus.cli.commands;

import dev.ficus.cli.ExitCode;
import dev.ficus.cli.output.Output;
import dev.ficus.cli.output.Table;
import dev.ficus.cli.remote.AdminClient;
import dev.ficus.cli.remote.Subject;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code ficus parity}. */
@Command(
    name = "parity",
    description = "How alike both sides answer, and how fast and how well each does.",
    subcommands = ParityCommand.Reset.class)
public final class ParityCommand extends RemoteCommand {

  @Parameters(arity = "0..1", paramLabel = "ID", description = "a route")
  private @Nullable String id;

  @Override
  public Integer call() {
    if (id == null) {
      JsonNode routes = client().get("/routes");
      output().print(routes, out -> out.table(overview(routes, out)));
      return ExitCode.OK;
    }
    JsonNode parity = client().get(new Subject(id).path() + "/parity");
    output().print(parity, out -> show(parity, out));
    return ExitCode.OK;
  }

  private Table overview(JsonNode routes, Output out) {
    Table table =
        new Table("no route has its answers compared", "ROUTE", "STAGE", "PARITY", "COMPARED");
    for (JsonNode route : routes.path("routes")) {
      if (!route.path("gates").isEmpty() || route.path("stage").asString("").equals("shadow")) {
        String its = route.path("id").asString("");
        JsonNode parity = client().get(AdminClient.path("/routes/{}/parity", its));
        table.row(
            its,
            out.coloured(parity.path("stage").asString("")),
            parity.path("parity").asString(""),
            parity.path("mismatches").path("of").asLong(0));
      }
    }
    return table;
  }

  private static void show(JsonNode parity, Output out) {
    out.line(
        parity.path("route").asString("")
            + " ("
            + parity.path("stage").asString("")
            + "): parity "
            + parity.path("parity").asString("")
            + " of "
            + parity.path("mismatches").path("of").asLong(0)
            + " answers compared in "
            + Math.round(parity.path("seconds").asDouble(0))
            + " s");
    for (JsonNode path : parity.path("paths")) {
      out.line(
          "  differs at "
              + path.path("path").asString("")
              + " ×"
              + path.path("count").asLong(0)
              + (path.path("isNoise").asBoolean(false) ? ", as legacy does with itself" : ""));
    }
    Table sides = new Table("", "SIDE", "ANSWERS", "ERRORS", "P50", "P95", "P99");
    for (String side : new String[] {"legacy", "target"}) {
      JsonNode its = parity.path(side);
      sides.row(
          side,
          its.path("calls").asLong(0),
          percent(its.path("errors")),
          millis(its.path("p50")),
          millis(its.path("p95")),
          millis(its.path("p99")));
    }
    out.table(sides);
    gates(parity.path("gates"), out);
    parity
        .path("dropped")
        .forEachEntry((why, count) -> out.line("copies dropped, " + why + ": " + count));
  }

  private static String percent(JsonNode share) {
    return share.has("rate")
        ? String.format(Locale.ROOT, "%.2f %%", 100 * share.path("rate").asDouble(0))
        : "–";
  }

  private static String millis(JsonNode number) {
    return String.format(Locale.ROOT, "%.1f ms", number.asDouble(0));
  }

  static void gates(JsonNode gates, Output out) {
    for (JsonNode gate : gates) {
      out.line(
          out.coloured(gate.path("verdict").asString(""))
              + "  "
              + gate.path("name").asString("")
              + " ≤ "
              + gate.path("limit").asString("")
              + ": "
              + gate.path("message").asString(""));
    }
  }

  /** {@code ficus parity reset ID}. */
  @Command(name = "reset", description = "Starts the evidence of a route anew.")
  public static final class Reset extends RemoteCommand {

    @Parameters(paramLabel = "ID", description = "a route")
    private String id = "";

    @Mixin private ChangeOptions change = new ChangeOptions();

    @Override
    public Integer call() {
      String path = new Subject(id).path() + "/parity";
      JsonNode now = client().send("DELETE", path + "?dryRun=true", null, null).json();
      long comparisons = now.path("mismatches").path("of").asLong(0);
      if (!change.agreed("Forget " + comparisons + " comparisons?")) {
        output().print(now, out -> out.line("kept: " + comparisons + " comparisons"));
        return ExitCode.OK;
      }
      JsonNode done = client().send("DELETE", path, null, null).json();
      output().print(done, out -> out.line("evidence starts anew"));
      return ExitCode.OK;
    }
  }

  /** {@code ficus gates ID}. */
  @Command(name = "gates", description = "What keeps a route from its next step.")
  public static final class Gates extends RemoteCommand {

    @Parameters(paramLabel = "ID", description = "a route")
    private String id = "";

    @Override
    public Integer call() {
      JsonNode route = client().get(new Subject(id).path());
      JsonNode gates = route.path("gates");
      output()
          .print(
              gates,
              out -> {
                if (gates.isEmpty()) {
                  out.line("no gates: nothing keeps it from its next step");
                }
                gates(gates, out);
              });
      boolean pass = true;
      for (JsonNode gate : gates) {
        String verdict = gate.path("verdict").asString("");
        pass &= verdict.equals("pass") || verdict.equals("not-applicable");
      }
      return pass ? ExitCode.OK : ExitCode.GATE;
    }
  }

  /** {@code ficus diffs ID}. */
  @Command(name = "diffs", description = "Where answers differ, with samples.")
  public static final class Diffs extends RemoteCommand {

    @Parameters(paramLabel = "ID", description = "a route")
    private String id = "";

    @Option(
        names = "--ignore",
        paramLabel = "PATH",
        description = "how parity would look if this path were ignored, such as /generatedAt")
    private @Nullable String ignore;

    @Option(names = "--samples", description = "at most so many for each path", defaultValue = "1")
    private int samples = 1;

    @Override
    public Integer call() {
      Map<String, @Nullable String> query = new LinkedHashMap<>();
      query.put("ignore", ignore);
      JsonNode diffs = client().get(AdminClient.query(new Subject(id).path() + "/diffs", query));
      output().print(diffs, out -> show(diffs, out));
      return diffs.path("differences").isEmpty() ? ExitCode.OK : ExitCode.DIFFERENCES;
    }

    private void show(JsonNode diffs, Output out) {
      if (diffs.path("differences").isEmpty()) {
        out.line("no differences in " + diffs.path("mismatches").path("of") + " comparisons");
      }
      for (JsonNode path : diffs.path("differences")) {
        boolean noise = path.path("isNoise").asBoolean(false);
        out.line(
            path.path("path").asString("") + " ×" + path.path("count") + (noise ? " (noise)" : ""));
        int shown = 0;
        for (JsonNode sample : path.path("samples")) {
          if (shown++ == samples) {
            break;
          }
          out.line(
              "  " + sample.path("kind").asString("") + ", " + sample.path("request").asString(""));
          out.line("    legacy  " + sample.path("legacy").asString("(nothing)"));
          out.line("    target  " + sample.path("target").asString("(nothing)"));
          out.line("    " + sample.path("askLegacy").asString(""));
          out.line("    " + sample.path("askTarget").asString(""));
        }
      }
      if (diffs.has("preview")) {
        JsonNode its = diffs.path("preview").path("mismatches");
        out.line(
            "without "
                + diffs.path("preview").path("ignore").asString("")
                + ": "
                + its.path("hits")
                + " mismatches of "
                + its.path("of")
                + " instead of "
                + diffs.path("mismatches").path("hits"));
      }
    }
  }
}
