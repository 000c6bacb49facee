package dev.ficus.cli.commands;

import dev.ficus.cli.ExitCode;
import dev.ficus.cli.output.Durations;
import dev.ficus.cli.remote.AdminClient;
import dev.ficus.cli.remote.Subject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code ficus status}. */
@Command(
    name = "status",
    description = {
      "Says how the gateway is doing, or waits for a route.",
      "With a route: waits until all instances have its last cutover and no plan drives it any"
          + " more; with --for, until it is in that stage.",
      "While the shared store is away the fleet cannot be asked, and the wait goes on.",
      "Ends with 3 if a gate has stopped the plan, with 5 if the time is over."
    })
public final class StatusCommand extends RemoteCommand {

  private static final Duration PAUSE = Duration.ofMillis(500);

  @Parameters(
      arity = "0..1",
      paramLabel = "ID",
      description = "a route, @group, or route/subscriber to wait for")
  private @Nullable String id;

  @Option(names = "--for", paramLabel = "STAGE", description = "the stage to wait for")
  private @Nullable String stage;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "how long to wait, such as 5m (default: look once)",
      defaultValue = "0s")
  private String timeout = "0s";

  @Override
  public Integer call() throws InterruptedException {
    AdminClient client = client();
    if (id == null) {
      JsonNode status = client.get("/status");
      output().print(status, out -> out.line(text(status)));
      return ExitCode.OK;
    }
    Subject subject = new Subject(id);
    long until = System.nanoTime() + Durations.parse("--timeout", timeout).toNanos();
    String before = "";
    while (true) {
      JsonNode found = client.get(subject.path());
      JsonNode fleet = client.get("/status");
      String now = describe(found, fleet);
      if (converged(fleet) && isThere(found)) {
        output().print(found, out -> out.line(now));
        return stage == null && isStopped(found) ? ExitCode.GATE : ExitCode.OK;
      }
      if (System.nanoTime() - until >= 0) {
        output().print(found, out -> out.line(now + " (waited for: " + missing(found, fleet) + ")"));
        return ExitCode.TIMEOUT;
      }
      if (!now.equals(before) && !output().isForPrograms()) {
        output().line(now);
        before = now;
      }
      Thread.sleep(PAUSE);
    }
  }

  private boolean isThere(JsonNode found) {
    if (found.has("members")) {
      for (JsonNode member : found.path("members")) {
        if (!isThere(member)) {
          return false;
        }
      }
      return true;
    }
    String its = found.path("stage").asString("");
    if (stage != null) {
      return its.equals(stage);
    }
    JsonNode plan = found.path("plan");
    boolean driven = plan.path("auto").asBoolean(false) && plan.has("next");
    return !driven || found.path("paused").asBoolean(false);
  }

  /** Whether a plan stands still because of a gate, and not at its end. */
  private static boolean isStopped(JsonNode found) {
    boolean failed = false;
    for (JsonNode gate : found.path("gates")) {
      failed |= gate.path("verdict").asString("").equals("fail");
    }
    for (JsonNode member : found.path("members")) {
      failed |= isStopped(member);
    }
    return failed;
  }

  private String missing(JsonNode found, JsonNode fleet) {
    if (!isThere(found)) {
      return stage == null ? "an end of the plan" : stage;
    }
    return fleet.path("converged").isObject()
        ? "all instances"
        : "the fleet, while the shared store is away";
  }

  /** A fleet that cannot be asked may still be anywhere. */
  private static boolean converged(JsonNode fleet) {
    JsonNode its = fleet.path("converged");
    return its.isObject() && its.path("instances").asInt(0) == its.path("of").asInt(0);
  }

  private static String describe(JsonNode found, JsonNode fleet) {
    String name =
        found.has("id") ? found.path("id").asString("") : "@" + found.path("name").asString("");
    String stage = found.has("stage") ? RoutesCommand.at(found) : "at different stages";
    return name + ": " + stage + ", " + fleetText(fleet);
  }

  private static String fleetText(JsonNode fleet) {
    JsonNode its = fleet.path("converged");
    return its.isObject()
        ? its.path("instances").asInt(0)
            + " of "
            + its.path("of").asInt(0)
            + " instances on revision "
            + fleet.path("revision").asLong(0)
        : "revision " + fleet.path("revision").asLong(0) + ", the fleet cannot be asked";
  }

  private static String text(JsonNode status) {
    StringBuilder text = new StringBuilder();
    text.append(status.path("instance").asString("")).append(": ").append(fleetText(status));
    text.append(", ").append(status.path("routes").asInt(0)).append(" routes");
    if (status.path("drift").asInt(0) > 0) {
      text.append(", ").append(status.path("drift").asInt(0)).append(" drift");
    }
    if (!status.path("filesGood").asBoolean(true)) {
      text.append(", broken route files (ficus drift shows them)");
    }
    if (status.path("degraded").asBoolean(false)) {
      text.append("\ndegraded: ").append(status.path("why").asString(""));
    }
    return text.toString();
  }
}
