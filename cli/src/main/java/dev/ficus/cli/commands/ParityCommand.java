package dev.ficus.cli.commands;

import dev.ficus.cli.ExitCode;
import dev.ficus.cli.output.Output;
import dev.ficus.cli.output.Table;
import dev.ficus.cli.remote.AdminClient;
import dev.ficus.cli.remote.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ficus parity}. */
@Command(
    name = "parity",
    description = "How alike both sides answer, and how fast and how well each does.",
    subcommands = ParityCommand.Reset.class)
public final class ParityCommand extends RemoteCommand {

  @Parameters(
      arity = "0..1",
      paramLabel = "ID",
      description = "a route, or @group; all that are compared otherwise")
  private @Nullable String id;

  @Override
  public Integer call() {
    AdminClient client = client();
    if (id == null) {
      ObjectNode all = parities(client, compared(client));
      output().print(all, out -> out.table(overview(all, out)));
      return ExitCode.OK;
    }
    Subject subject = new Subject(id);
    ObjectNode all = parities(client, subject.comparedRoutes(client));
    JsonNode parity = subject.isGroup() ? all : all.path("routes").path(0);
    output().print(parity, out -> all.path("routes").forEach(its -> show(its, out)));
    return ExitCode.OK;
  }

  /** The routes of which there may be evidence. */
  private static List<String> compared(AdminClient client) {
    List<String> ids = new ArrayList<>();
    for (JsonNode route : client.get("/routes").path("routes")) {
      if (!route.path("gates").isEmpty() || route.path("stage").asString("").equals("shadow")) {
        ids.add(route.path("id").asString(""));
      }
    }
    return ids;
  }

  private static ObjectNode parities(AdminClient client, List<String> ids) {
    ObjectNode all = AdminClient.JSON.createObjectNode();
    ArrayNode routes = all.putArray("routes");
    for (String its : ids) {
      routes.add(client.get(new Subject(its).path() + "/parity"));
    }
    return all;
  }

  private static Table overview(JsonNode all, Output out) {
    Table table =
        new Table("no route has its answers compared", "ROUTE", "STAGE", "PARITY", "COMPARED");
    for (JsonNode parity : all.path("routes")) {
      table.row(
          parity.path("route").asString(""),
          out.coloured(parity.path("stage").asString("")),
          parity.path("parity").asString(""),
          parity.path("mismatches").path("of").asLong(0));
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
    GatesCommand.show(parity.path("gates"), out);
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

  /** {@code ficus parity reset ID}. */
  @Command(name = "reset", description = "Starts the evidence of a route anew.")
  public static final class Reset extends RemoteCommand {

    @Parameters(paramLabel = "ID", description = "a route, or @group")
    private String id = "";

    @Mixin private ChangeOptions change = new ChangeOptions();

    @Override
    public Integer call() {
      AdminClient client = client();
      Subject subject = new Subject(id);
      List<String> routes = subject.comparedRoutes(client);
      ObjectNode would = reset(client, routes, path -> path + "?dryRun=true");
      if (!change.agreed("Forget " + String.join(", ", forgotten(would)) + "?")) {
        print(subject, would, forgotten -> "kept: " + forgotten);
      } else {
        ObjectNode done = reset(client, routes, change::withReason);
        print(subject, done, forgotten -> "evidence starts anew: " + forgotten + " forgotten");
      }
      return ExitCode.OK;
    }

    private static ObjectNode reset(
        AdminClient client, List<String> ids, UnaryOperator<String> call) {
      ObjectNode all = AdminClient.JSON.createObjectNode();
      ArrayNode routes = all.putArray("routes");
      for (String its : ids) {
        String path = call.apply(new Subject(its).path() + "/parity");
        routes.add(client.send("DELETE", path, null, null).json());
      }
      return all;
    }

    private void print(Subject subject, ObjectNode all, UnaryOperator<String> line) {
      JsonNode answer = subject.isGroup() ? all : all.path("routes").path(0);
      output().print(answer, out -> forgotten(all).forEach(its -> out.line(line.apply(its))));
    }

    private static List<String> forgotten(ObjectNode all) {
      return all.path("routes")
          .valueStream()
          .map(
              its ->
                  its.path("forgotten").asLong(0)
                      + " comparisons of "
                      + its.path("route").asString(""))
          .toList();
    }
  }
}
