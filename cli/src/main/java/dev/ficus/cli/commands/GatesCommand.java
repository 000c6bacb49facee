package dev.ficus.cli.commands;

import dev.ficus.cli.ExitCode;
import dev.ficus.cli.output.Output;
import dev.ficus.cli.remote.AdminClient;
import dev.ficus.cli.remote.Subject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ficus gates ID}. */
@Command(name = "gates", description = "What keeps a route from its next step.")
public final class GatesCommand extends RemoteCommand {

  private static final String NONE = "no gates: nothing keeps it from its next step";

  @Parameters(paramLabel = "ID", description = "a route, @group, or route/subscriber")
  private String id = "";

  @Override
  public Integer call() {
    Subject subject = new Subject(id);
    JsonNode found = client().get(subject.path());
    if (subject.isGroup()) {
      return ofGroup(found.path("members"));
    }
    JsonNode gates = found.path("gates");
    output()
        .print(
            gates,
            out -> {
              if (gates.isEmpty()) {
                out.line(NONE);
              }
              show(gates, out);
            });
    return isPassed(gates) ? ExitCode.OK : ExitCode.GATE;
  }

  private int ofGroup(JsonNode members) {
    ObjectNode all = AdminClient.JSON.createObjectNode();
    ArrayNode routes = all.putArray("routes");
    boolean passed = true;
    for (JsonNode member : members) {
      JsonNode gates = member.path("gates");
      routes.addObject().put("route", member.path("id").asString("")).set("gates", gates);
      passed &= isPassed(gates);
    }
    output()
        .print(
            all,
            out -> {
              for (JsonNode its : routes) {
                boolean none = its.path("gates").isEmpty();
                out.line(its.path("route").asString("") + ":" + (none ? " " + NONE : ""));
                show(its.path("gates"), out);
              }
            });
    return passed ? ExitCode.OK : ExitCode.GATE;
  }

  private static boolean isPassed(JsonNode gates) {
    boolean passed = true;
    for (JsonNode gate : gates) {
      String verdict = gate.path("verdict").asString("");
      passed &= verdict.equals("pass") || verdict.equals("not-applicable");
    }
    return passed;
  }

  static void show(JsonNode gates, Output out) {
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
}
