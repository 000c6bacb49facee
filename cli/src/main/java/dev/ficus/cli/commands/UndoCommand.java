package dev.ficus.cli.commands;

import dev.ficus.cli.CommandFailure;
import dev.ficus.cli.ExitCode;
import dev.ficus.cli.remote.AdminClient;
import dev.ficus.cli.remote.Subject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ficus undo REVISION}. */
@Command(
    name = "undo",
    description = "Puts back what a revision changed, where nothing else has changed it since.")
public final class UndoCommand extends RemoteCommand {

  private static final String ARROW = " → ";

  @Parameters(paramLabel = "REVISION", description = "as ficus audit shows it")
  private long revision;

  @Option(names = "--force", description = "past gates, and out of retired, with a reason")
  private boolean force;

  @Mixin private ChangeOptions change = new ChangeOptions();

  /** What a revision did to a route. */
  private record Step(String route, String before, String after) {}

  /** A cutover that puts something back, valid while it is as it was looked at. */
  private record Call(String path, ObjectNode wish, @Nullable String etag) {}

  @Override
  public Integer call() {
    AdminClient client = client();
    List<Call> calls = calls(client);
    ObjectNode result = AdminClient.JSON.createObjectNode().put("undone", revision);
    ArrayNode changes = result.putArray("changes");
    for (Call call : calls) {
      JsonNode would = client.send("PUT", call.path + "?dryRun=true", call.wish, call.etag).json();
      would.path("changes").forEach(changes::add);
    }
    if (!output().isForPrograms()) {
      CutoverCommand.changes(result, output());
    }
    if (!change.agreed("Do it?")) {
      output().print(result, out -> out.line("left as it was"));
      return ExitCode.OK;
    }
    for (Call call : calls) {
      JsonNode done = client.send("PUT", call.path, call.wish, call.etag).json();
      result.set("revision", done.path("revision"));
    }
    output().print(result, out -> out.line("done: revision " + result.path("revision").asLong(0)));
    return ExitCode.OK;
  }

  private List<Call> calls(AdminClient client) {
    JsonNode event = event(client);
    List<Step> steps = steps(event);
    List<Call> calls = new ArrayList<>();
    for (Step step : steps) {
      AdminClient.Reply now = client.send("GET", new Subject(step.route).path(), null, null);
      String its = position(now.json());
      if (!its.equals(step.after)) {
        throw new CommandFailure(
            ExitCode.CONFLICT,
            step.route
                + " is at "
                + its
                + " by now, revision "
                + revision
                + " left it at "
                + step.after);
      }
      calls.add(new Call(new Subject(step.route).path() + "/stage", wish(step.before), now.etag()));
    }
    String subject = event.path("subject").asString("");
    if (!subject.startsWith("@")) {
      return calls;
    }
    if (steps.stream().map(Step::before).distinct().count() > 1) {
      throw new CommandFailure(
          ExitCode.CONFLICT,
          "the routes of "
              + subject
              + " were at different stages (way out: put each back with"
              + " --force)");
    }
    AdminClient.Reply now = client.send("GET", new Subject(subject).path(), null, null);
    String path = new Subject(subject).path() + "/stage";
    return List.of(new Call(path, wish(steps.getFirst().before), now.etag()));
  }

  private ObjectNode wish(String position) {
    ObjectNode wish = AdminClient.JSON.createObjectNode();
    String reason = change.reason();
    wish.put("reason", reason != null ? reason : "undoes revision " + revision);
    if (force) {
      wish.put("force", true);
    }
    return position.endsWith("%")
        ? wish.put("stage", "canary").put("weight", position)
        : wish.put("stage", position);
  }

  private JsonNode event(AdminClient client) {
    List<JsonNode> found = new ArrayList<>();
    AuditCommand.read(
        client,
        event -> {
          if (event.path("revision").asLong(0) == revision && !steps(event).isEmpty()) {
            found.add(event);
          }
          return found.isEmpty();
        });
    if (found.isEmpty()) {
      throw new CommandFailure(
          ExitCode.ERROR,
          "the audit knows no cutover of revision " + revision + " (see: ficus audit)");
    }
    return found.getFirst();
  }

  private static List<Step> steps(JsonNode event) {
    List<Step> steps = new ArrayList<>();
    event
        .path("details")
        .forEachEntry(
            (route, words) -> {
              String[] both = words.asString("").split(ARROW, 2);
              if (both.length == 2) {
                steps.add(new Step(route, stage(both[0]), stage(both[1])));
              }
            });
    return steps;
  }

  /** {@code 10%}, or a stage's name; the audit may say more, such as a pause. */
  private static String stage(String words) {
    String its = words.startsWith("canary ") ? words.substring(7) : words;
    int more = its.indexOf(',');
    return (more < 0 ? its : its.substring(0, more)).strip();
  }

  private static String position(JsonNode now) {
    String stage = now.path("stage").asString("");
    return stage.equals("canary") ? now.path("weight").asString("") : stage;
  }
}
