package dev.ficus.cli.commands;

import dev.ficus.cli.ExitCode;
import dev.ficus.cli.output.Output;
import dev.ficus.cli.output.Table;
import dev.ficus.cli.remote.Subject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ficus routes}. */
@Command(name = "routes", description = "Lists all routes, and where each stands.")
public final class RoutesCommand extends RemoteCommand {

  @Option(names = "--stage", description = "only those in this stage")
  private @Nullable String stage;

  @Option(names = "--group", description = "only those of this group")
  private @Nullable String group;

  @Override
  public Integer call() {
    JsonNode wanted = wanted(client().get("/routes"));
    output().print(wanted, out -> out.table(table(wanted, out)));
    return ExitCode.OK;
  }

  /** The same document with those routes only that are asked for. */
  private JsonNode wanted(JsonNode all) {
    ObjectNode wanted = (ObjectNode) all.deepCopy();
    ArrayNode routes = wanted.putArray("routes");
    for (JsonNode route : all.path("routes")) {
      boolean ofStage = stage == null || stage.equals(route.path("stage").asString(""));
      boolean ofGroup = group == null || group.equals(route.path("group").asString(""));
      if (ofStage && ofGroup) {
        routes.add(route);
      }
    }
    return wanted;
  }

  private static Table table(JsonNode all, Output out) {
    Table table =
        new Table("no routes", "ROUTE", "STAGE", "WEIGHT", "MATCH", "TARGET", "GROUP", "NOTES");
    for (JsonNode route : all.path("routes")) {
      String its = route.path("stage").asString("");
      table.row(
          route.path("id").asString(""),
          out.coloured(its),
          its.equals("canary") ? route.path("weight").asString("") : "",
          match(route),
          target(route),
          route.path("group").asString(""),
          String.join(", ", notes(route)));
    }
    return table;
  }

  static String match(JsonNode route) {
    List<String> methods = new ArrayList<>();
    route.path("methods").forEach(method -> methods.add(method.asString("")));
    String host = route.path("host").asString("");
    String path = host + route.path("match").asString("");
    return methods.isEmpty() ? path : String.join(",", methods) + " " + path;
  }

  private static String target(JsonNode route) {
    JsonNode respond = route.path("respond");
    return respond.isObject()
        ? "answers " + respond.path("status").asInt(0)
        : route.path("target").asString("");
  }

  static List<String> notes(JsonNode route) {
    List<String> notes = new ArrayList<>();
    if (route.path("paused").asBoolean(false)) {
      notes.add("paused");
    }
    if (route.path("drift").asBoolean(false)) {
      notes.add("drift: declared " + at(route.path("declared")));
    }
    if (route.path("overridden").asBoolean(false)) {
      notes.add("rolled back on this instance only");
    }
    return notes;
  }

  static String at(JsonNode at) {
    String stage = at.path("stage").asString("");
    return stage.equals("canary") ? stage + " " + at.path("weight").asString("") : stage;
  }

  static String lastAnswered(JsonNode its) {
    String at = its.path("lastLegacyAnswer").asString("");
    return at.isEmpty() ? "never answered" : "last answered " + at;
  }

  /** {@code ficus route ID}. */
  @Command(name = "route", description = "Shows a route, a group or a subscriber.")
  public static final class One extends RemoteCommand {

    @Parameters(paramLabel = "ID", description = "a route, @group, or route/subscriber")
    private String id = "";

    @Override
    public Integer call() {
      Subject subject = new Subject(id);
      JsonNode found = client().get(subject.path());
      output().print(found, out -> show(found, out));
      return ExitCode.OK;
    }

    private static void show(JsonNode found, Output out) {
      if (found.has("members")) {
        found.path("members").forEach(member -> show(member, out));
        return;
      }
      line(out, "route", found.path("id").asString(""));
      line(out, "match", match(found));
      line(out, "stage", out.coloured(found.path("stage").asString("")));
      if (found.path("stage").asString("").equals("canary")) {
        line(out, "weight", found.path("weight").asString(""));
      }
      if (found.has("legacy")) {
        line(out, "legacy", found.path("legacy").asString("") + ", " + lastAnswered(found));
      }
      line(out, "target", target(found));
      line(out, "group", found.path("group").asString(""));
      JsonNode plan = found.path("plan");
      List<String> steps = new ArrayList<>();
      plan.path("steps").forEach(step -> steps.add(step.asString("")));
      line(
          out,
          "plan",
          String.join(" → ", steps)
              + (plan.path("auto").asBoolean(false)
                  ? ", by itself, hold " + plan.path("hold").asString("")
                  : ", by hand"));
      for (JsonNode gate : found.path("gates")) {
        line(
            out,
            "gate",
            gate.path("name").asString("")
                + " "
                + out.coloured(gate.path("verdict").asString(""))
                + ": "
                + gate.path("message").asString(""));
      }
      JsonNode counts = found.path("counts");
      line(
          out,
          "answered",
          "legacy "
              + counts.path("legacy").asLong(0)
              + ", target "
              + counts.path("target").asLong(0)
              + ", fallbacks "
              + counts.path("fallbacks").asLong(0));
      line(out, "changed", changed(found));
      JsonNode where = found.path("where");
      line(
          out, "declared", where.path("file").asString("") + ":" + where.path("line").asString(""));
      notes(found).forEach(note -> line(out, "note", note));
    }

    private static String changed(JsonNode found) {
      if (!found.has("changedAt")) {
        return "never";
      }
      String reason = found.path("reason").asString("");
      return found.path("changedAt").asString("")
          + " by "
          + found.path("changedBy").asString("")
          + (reason.isEmpty() ? "" : ": " + reason);
    }

    private static void line(Output out, String name, String value) {
      if (!value.isEmpty()) {
        out.line(String.format("%-9s %s", name, value));
      }
    }
  }
}
