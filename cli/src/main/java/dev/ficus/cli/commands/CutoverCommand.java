package dev.ficus.cli.commands;

import dev.ficus.cli.CommandFailure;
import dev.ficus.cli.ExitCode;
import dev.ficus.cli.output.Output;
import dev.ficus.cli.remote.AdminClient;
import dev.ficus.cli.remote.Subject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Changes where a route, a group or a subscriber stands; asks first. */
public abstract class CutoverCommand extends RemoteCommand {

  @Parameters(index = "0", paramLabel = "ID", description = "a route, @group, or route/subscriber")
  private String id = "";

  @Mixin private ChangeOptions change = new ChangeOptions();

  @Option(names = "--force", description = "past gates and groups, with a reason")
  private boolean force;

  /** The call's method, its path below the subject's, and what is to be said beside the reason. */
  record Call(String method, String path, ObjectNode wish) {
    static Call post(String path) {
      return new Call("POST", path, AdminClient.JSON.createObjectNode());
    }
  }

  abstract Call wanted();

  @Override
  public Integer call() {
    return cutOver(client());
  }

  final int cutOver(AdminClient client) {
    Call call = wanted();
    ObjectNode wish = call.wish();
    if (change.reason() != null) {
      wish.put("reason", change.reason());
    }
    if (force) {
      wish.put("force", true);
    }
    return apply(client, new Subject(id).path() + call.path(), call.method(), wish);
  }

  private int apply(AdminClient client, String path, String method, ObjectNode wish) {
    return apply(client, output(), change, path, method, wish);
  }

  /** Looks at what would happen, asks, and does it if nothing has changed since. */
  static int apply(
      AdminClient client,
      Output output,
      ChangeOptions change,
      String path,
      String method,
      ObjectNode wish) {
    AdminClient.Reply would = client.send(method, path + "?dryRun=true", wish, null);
    JsonNode plan = would.json();
    if (plan.path("changes").isEmpty()) {
      output.print(plan, out -> out.line("nothing to do: it is that way already"));
      return ExitCode.OK;
    }
    if (!output.isForPrograms()) {
      changes(plan, output);
    }
    if (!change.agreed("Do it?")) {
      if (output.isForPrograms()) {
        output.print(plan, out -> {});
      } else {
        output.line(change.dryRun() ? "dry run: nothing was done" : "left as it was");
      }
      return ExitCode.OK;
    }
    JsonNode done = client.send(method, path, wish, would.etag()).json();
    output.print(done, out -> out.line(result(done)));
    return ExitCode.OK;
  }

  static void changes(JsonNode result, Output out) {
    for (JsonNode its : result.path("changes")) {
      String before = RoutesCommand.at(its.path("before"));
      String after = RoutesCommand.at(its.path("after"));
      String pause = its.path("paused").asBoolean(false) ? ", paused" : "";
      out.line(
          its.path("route").asString("")
              + ": "
              + (before.equals(after) ? before : before + " → " + after)
              + pause
              + (after.equals("retired") ? "; legacy " + RoutesCommand.lastAnswered(its) : ""));
    }
  }

  private static String result(JsonNode done) {
    if (done.path("overridden").asBoolean(false)) {
      return "done on the asked instance alone, because the shared store is away";
    }
    JsonNode converged = done.path("converged");
    String fleet =
        converged.isObject()
            ? ", on "
                + converged.path("instances").asInt(0)
                + " of "
                + converged.path("of").asInt(0)
                + " instances"
            : "";
    long repinned = 0;
    for (JsonNode its : done.path("changes")) {
      repinned += its.path("repinned").asLong(0);
    }
    return "done: revision "
        + done.path("revision").asLong(0)
        + fleet
        + (repinned == 0 ? "" : "; " + repinned + " messages choose their side anew");
  }

  /** To a stage by its name. */
  abstract static class ToStage extends CutoverCommand {
    abstract String stage();

    @Nullable String weight() {
      return null;
    }

    @Override
    final Call wanted() {
      ObjectNode wish = AdminClient.JSON.createObjectNode().put("stage", stage());
      if (weight() != null) {
        wish.put("weight", weight());
      }
      return new Call("PUT", "/stage", wish);
    }
  }

  /** {@code ficus shadow}. */
  @Command(
      name = "shadow",
      description = "Legacy answers; the target gets copies, and its answers are compared.")
  public static final class Shadow extends ToStage {
    @Override
    String stage() {
      return "shadow";
    }
  }

  /** {@code ficus canary}. */
  @Command(name = "canary", description = "Sends a share of the clients to the target.")
  public static final class Canary extends ToStage {
    @Parameters(index = "1", paramLabel = "WEIGHT", description = "such as 10%%")
    private String weight = "";

    @Override
    String stage() {
      return "canary";
    }

    @Override
    String weight() {
      return weight;
    }
  }

  /** {@code ficus live}. */
  @Command(name = "live", description = "Sends all clients to the target.")
  public static final class Live extends ToStage {
    @Override
    String stage() {
      return "live";
    }
  }

  /** {@code ficus retire}. */
  @Command(name = "retire", description = "The last step: legacy is asked no more.")
  public static final class Retire extends CutoverCommand {
    @Override
    Call wanted() {
      return Call.post("/retire");
    }
  }

  /** {@code ficus promote}. */
  @Command(name = "promote", description = "Takes the next step of the plan, if the gates pass.")
  public static final class Promote extends CutoverCommand {
    @Override
    Call wanted() {
      return Call.post("/promote");
    }
  }

  /** {@code ficus pause}. */
  @Command(name = "pause", description = "Lets the plan stand still.")
  public static final class Pause extends CutoverCommand {
    @Override
    Call wanted() {
      return Call.post("/pause");
    }
  }

  /** {@code ficus resume}. */
  @Command(name = "resume", description = "Lets the plan go on.")
  public static final class Resume extends CutoverCommand {
    @Override
    Call wanted() {
      return Call.post("/resume");
    }
  }

  /** {@code ficus rollback}. */
  @Command(
      name = "rollback",
      description = {
        "Goes back to legacy, or to an earlier step.",
        "Works without the shared store: --local tells several instances one by one."
      })
  public static final class Rollback extends CutoverCommand {
    @Option(names = "--to", paramLabel = "STEP", description = "an earlier step, such as 10%%")
    private @Nullable String to;

    @Option(
        names = "--local",
        description = "tell each of the servers, and go on if one cannot be reached")
    private boolean local;

    @Override
    Call wanted() {
      Call call = Call.post("/rollback");
      if (to != null) {
        call.wish().put("to", to);
      }
      return call;
    }

    @Override
    public Integer call() {
      if (!local) {
        return super.call();
      }
      int worst = ExitCode.OK;
      List<AdminClient> clients = server().clients();
      for (AdminClient client : clients) {
        output().line(client.server() + ":");
        try {
          worst = Math.max(worst, cutOver(client));
        } catch (CommandFailure failure) {
          output().line("  " + failure.getMessage());
          worst = Math.max(worst, failure.exitCode());
        }
      }
      return worst;
    }
  }
}
