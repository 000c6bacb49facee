package dev.ficus.cli.commands;

import dev.ficus.cli.CommandFailure;
import dev.ficus.cli.ExitCode;
import dev.ficus.cli.output.Output;
import dev.ficus.cli.output.Table;
import dev.ficus.cli.remote.AdminClient;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Queues, their subscribers, dead letters and stored requests. */
public final class QueueCommands {

  private QueueCommands() {}

  /** A subscriber's path; {@code route/subscriber}. */
  private static String path(String subscriber) {
    int slash = subscriber.indexOf('/');
    if (slash <= 0 || slash == subscriber.length() - 1) {
      throw new CommandFailure(ExitCode.ERROR, "'" + subscriber + "' (expected: route/subscriber)");
    }
    return AdminClient.path(
        "/queues/{}/{}", subscriber.substring(0, slash), subscriber.substring(slash + 1));
  }

  /** {@code ficus queues}. */
  @Command(name = "queues", description = "Lists all queues, and how their subscribers are doing.")
  public static final class All extends RemoteCommand {

    @Override
    public Integer call() {
      JsonNode all = client().get("/queues");
      output().print(all, out -> out.table(table(all)));
      return ExitCode.OK;
    }

    private static Table table(JsonNode all) {
      Table table =
          new Table(
              "no queues",
              "SUBSCRIBER",
              "WAITING",
              "LEASED",
              "RETRYING",
              "REPLAYING",
              "DEAD",
              "DONE",
              "NOTES");
      for (JsonNode queue : all.path("queues")) {
        for (JsonNode its : queue.path("subscribers")) {
          String notes =
              (its.path("paused").asBoolean(false) ? "paused " : "")
                  + (its.path("attached").asBoolean(true) ? "" : "detached");
          table.row(
              queue.path("route").asString("") + "/" + its.path("name").asString(""),
              its.path("waiting").asLong(0),
              its.path("leased").asLong(0),
              its.path("retrying").asLong(0),
              its.path("replaying").asLong(0),
              its.path("dead").asLong(0),
              its.path("done").asLong(0),
              notes.strip());
        }
      }
      return table;
    }
  }

  /** {@code ficus queue}. */
  @Command(
      name = "queue",
      description = "Lets a subscriber rest, or go on.",
      subcommands = {Pause.class, Resume.class, Discard.class},
      synopsisSubcommandLabel = "COMMAND",
      mixinStandardHelpOptions = true)
  public static final class Queue {}

  /** Does something to a subscriber. */
  abstract static class OfSubscriber extends RemoteCommand {

    @Parameters(index = "0", paramLabel = "ROUTE/SUBSCRIBER")
    private String subscriber = "";

    @Mixin private ChangeOptions change = new ChangeOptions();

    final String subscriber() {
      return subscriber;
    }

    final String path() {
      return QueueCommands.path(subscriber);
    }

    /** {@code what} is done, in words, as the answer to the call tells it. */
    final int post(Function<JsonNode, String> what, String path, ObjectNode wish) {
      if (change.reason() != null) {
        wish.put("reason", change.reason());
      }
      return change(what, dryRun -> client().send("POST", path + dryRun, wish, null).json());
    }

    final int delete(Function<JsonNode, String> what, String path) {
      return change(
          what,
          dryRun -> {
            String its = dryRun.isEmpty() ? change.withReason(path) : path + dryRun;
            return client().send("DELETE", its, null, null).json();
          });
    }

    private int change(Function<JsonNode, String> what, Function<String, JsonNode> call) {
      JsonNode would = call.apply("?dryRun=true");
      if (!change.agreed(what.apply(would) + "?")) {
        output().print(would, out -> out.line("not done: " + what.apply(would)));
        return ExitCode.OK;
      }
      JsonNode done = call.apply("");
      output().print(done, out -> out.line(said(what, done)));
      return ExitCode.OK;
    }

    private static String said(Function<JsonNode, String> what, JsonNode done) {
      return done.has("replayed")
          ? done.path("replayed").asLong(0) + " messages are tried again"
          : "done: " + what.apply(done);
    }

    /** What the subscriber has in a queue that is shown. */
    final String load(JsonNode queue) {
      for (JsonNode its : queue.path("subscribers")) {
        if (subscriber.endsWith("/" + its.path("name").asString(""))) {
          return " ("
              + its.path("waiting").asLong(0)
              + " waiting, "
              + its.path("dead").asLong(0)
              + " dead)";
        }
      }
      return "";
    }
  }

  /** {@code ficus queue pause}. */
  @Command(name = "pause", description = "Delivers nothing until it is resumed.")
  public static final class Pause extends OfSubscriber {
    @Override
    public Integer call() {
      return post(queue -> "pause " + subscriber() + load(queue), path() + "/pause", wish());
    }
  }

  /** {@code ficus queue resume}. */
  @Command(name = "resume", description = "Delivers again.")
  public static final class Resume extends OfSubscriber {
    @Override
    public Integer call() {
      return post(queue -> "resume " + subscriber() + load(queue), path() + "/resume", wish());
    }
  }

  /** {@code ficus queue discard}. */
  @Command(
      name = "discard",
      description = "Throws away the backlog of a subscriber that no file names any more.")
  public static final class Discard extends OfSubscriber {
    @Override
    public Integer call() {
      return delete(
          its ->
              "discard " + its.path("discarded").asLong(0) + " messages of " + subscriber(),
          path());
    }
  }

  private static ObjectNode wish() {
    return AdminClient.JSON.createObjectNode();
  }

  /** {@code ficus dead}. */
  @Command(
      name = "dead",
      description = "Messages whose attempts are used up.",
      subcommands = {DeadList.class, DeadShow.class, DeadReplay.class, DeadDiscard.class},
      synopsisSubcommandLabel = "COMMAND",
      mixinStandardHelpOptions = true)
  public static final class Dead {}

  /** {@code ficus dead list}. */
  @Command(name = "list", description = "Lists messages, the dead ones unless told otherwise.")
  public static final class DeadList extends RemoteCommand {

    @Parameters(paramLabel = "ROUTE/SUBSCRIBER")
    private String subscriber = "";

    @Option(
        names = "--state",
        defaultValue = "dead",
        description = "waiting, leased, retrying, dead, replaying")
    private String state = "dead";

    @Option(names = "--limit", defaultValue = "100", description = "at most so many (default: 100)")
    private int limit = 100;

    @Override
    public Integer call() {
      Map<String, @Nullable String> query = new LinkedHashMap<>();
      query.put("state", state);
      query.put("limit", Integer.toString(limit));
      JsonNode found = client().get(AdminClient.query(path(subscriber) + "/messages", query));
      output()
          .print(
              found,
              out -> {
                Table table =
                    new Table(
                        "no " + state + " messages",
                        "ID",
                        "RECEIVED",
                        "REQUEST",
                        "ATTEMPTS",
                        "REASON");
                for (JsonNode its : found.path("messages")) {
                  table.row(
                      its.path("id").asString(""),
                      its.path("receivedAt").asString(""),
                      its.path("method").asString("") + " " + its.path("path").asString(""),
                      its.path("attempts").asInt(0),
                      its.path("reason").asString(""));
                }
                out.table(table);
              });
      return ExitCode.OK;
    }
  }

  /** {@code ficus dead show}. */
  @Command(name = "show", description = "Shows a message with everything it came with.")
  public static final class DeadShow extends RemoteCommand {

    @Parameters(index = "0", paramLabel = "ROUTE/SUBSCRIBER")
    private String subscriber = "";

    @Parameters(index = "1", paramLabel = "MESSAGE", description = "its id")
    private String message = "";

    @Override
    public Integer call() {
      JsonNode its = client().get(path(subscriber) + AdminClient.path("/messages/{}", message));
      output().print(its, out -> show(its, out));
      return ExitCode.OK;
    }

    private static void show(JsonNode its, Output out) {
      String query = its.path("query").asString("");
      out.line(
          its.path("method").asString("")
              + " "
              + its.path("path").asString("")
              + (query.isEmpty() ? "" : "?" + query));
      its.path("headers")
          .forEachEntry(
              (name, values) ->
                  values.forEach(value -> out.line(name + ": " + value.asString(""))));
      out.line("");
      out.line(its.path("body").asString(its.path("base64").asString("")));
      if (its.has("reason")) {
        out.line("");
        out.line(
            "dead since "
                + its.path("diedAt").asString("")
                + ": "
                + its.path("reason").asString(""));
      }
    }
  }

  /** {@code ficus dead replay}. */
  @Command(name = "replay", description = "Tries dead letters again, at low priority.")
  public static final class DeadReplay extends OfSubscriber {

    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "MESSAGE",
        description = "its id; all that match otherwise")
    private @Nullable String message;

    @Option(names = "--matching", paramLabel = "TEXT", description = "a part of the reason")
    private @Nullable String matching;

    @Override
    public Integer call() {
      ObjectNode wish = wish();
      if (message != null) {
        String path = path() + AdminClient.path("/messages/{}/replay", message);
        return post(_ -> "try " + message + " again", path, wish);
      }
      if (matching != null) {
        wish.put("matching", matching);
      }
      return post(
          its ->
              "try "
                  + its.path("replayed").asLong(0)
                  + " dead letters of "
                  + subscriber()
                  + " again",
          path() + "/replay",
          wish);
    }
  }

  /** {@code ficus dead discard}. */
  @Command(name = "discard", description = "Throws a message away, for this subscriber.")
  public static final class DeadDiscard extends OfSubscriber {

    @Parameters(index = "1", paramLabel = "MESSAGE", description = "its id")
    private String message = "";

    @Override
    public Integer call() {
      return delete(_ -> "discard " + message, path() + AdminClient.path("/messages/{}", message));
    }
  }

  /** {@code ficus request}. */
  @Command(name = "request", description = "How a stored request is doing.")
  public static final class Request extends RemoteCommand {

    @Parameters(paramLabel = "ID", description = "as the client got it")
    private String id = "";

    @Override
    public Integer call() {
      JsonNode its = client().get(AdminClient.path("/requests/{}", id));
      output()
          .print(
              its,
              out ->
                  its.forEachEntry(
                      (name, value) ->
                          out.line(String.format("%-13s %s", name, value.asString("")))));
      return ExitCode.OK;
    }
  }
}
