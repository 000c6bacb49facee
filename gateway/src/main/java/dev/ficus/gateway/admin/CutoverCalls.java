package dev.ficus.gateway.admin;

import dev.ficus.gateway.migration.ActiveRoute;
import dev.ficus.gateway.migration.CutoverAction;
import dev.ficus.gateway.migration.CutoverOutcome;
import dev.ficus.gateway.migration.CutoverRequest;
import dev.ficus.gateway.migration.RoutingSnapshot;
import dev.ficus.gateway.route.PlanSpec;
import dev.ficus.gateway.route.Stage;
import dev.ficus.gateway.route.Weight;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts routes and groups over, and takes the files' word. */
final class CutoverCalls {

  private final AdminServices services;
  private final CutoverAnswers answers;

  /** What a body asks for. */
  private record Wish(CutoverAction action, @Nullable String reason, boolean force) {}

  /** Reads one kind of body. */
  private interface WishReader {
    Wish read(byte[] body);
  }

  CutoverCalls(AdminServices services, RouteViews views) {
    this.services = services;
    answers = new CutoverAnswers(services.routing(), services.queues(), views);
  }

  List<Operation> operations() {
    List<Operation> all = new ArrayList<>();
    for (String subject :
        List.of("/routes/{id}", "/routes/{id}/subscribers/{name}", "/groups/{group}")) {
      boolean group = subject.startsWith("/groups");
      all.add(cutover("PUT", subject + "/stage", group, CutoverCalls::stage));
      all.add(post(subject, group, new CutoverAction.Promote()));
      all.add(cutover("POST", subject + "/rollback", group, CutoverCalls::rollback));
      all.add(post(subject, group, new CutoverAction.Pause()));
      all.add(post(subject, group, new CutoverAction.Resume()));
      all.add(post(subject, group, new CutoverAction.Retire()));
    }
    all.add(Operation.write("POST", "/config/take-files", AdminToken.Role.ADMIN, this::takeFiles));
    return all;
  }

  private Operation post(String subject, boolean group, CutoverAction action) {
    return cutover("POST", subject + "/" + action.word(), group, body -> plain(body, action));
  }

  private Operation cutover(String method, String path, boolean group, WishReader reader) {
    return Operation.write(
        method, path, AdminToken.Role.OPERATOR, call -> cutOver(call, group, reader));
  }

  private static Wish stage(byte[] bytes) {
    JsonBody body = new JsonBody(bytes, "stage", "weight", "reason", "force");
    Stage stage = body.stage("stage");
    body.required("stage", "legacy, canary, live …");
    Weight weight = body.weight("weight");
    Wish wish =
        new Wish(
            new CutoverAction.SetStage(stage == null ? Stage.LEGACY : stage, weight),
            body.reason(),
            body.flag("force"));
    body.check();
    return wish;
  }

  private static Wish rollback(byte[] bytes) {
    JsonBody body = new JsonBody(bytes, "to", "reason", "force");
    PlanSpec.Step to = body.step("to");
    Wish wish =
        new Wish(
            new CutoverAction.Rollback(to == null || to.stage() == Stage.LEGACY ? null : to),
            body.reason(),
            body.flag("force"));
    body.check();
    return wish;
  }

  private static Wish plain(byte[] bytes, CutoverAction action) {
    JsonBody body = new JsonBody(bytes, "reason", "force");
    Wish wish = new Wish(action, body.reason(), body.flag("force"));
    body.check();
    return wish;
  }

  private Answer cutOver(AdminCall call, boolean group, WishReader reader) {
    Wish wish = reader.read(call.body());
    String subject = group ? call.variable("group") : RouteCalls.id(call);
    boolean dryRun = call.dryRun();
    Long expected = call.expected();
    requireOwnGroup(call.caller(), subject, group);
    CutoverOutcome outcome =
        services
            .cutovers()
            .execute(
                new CutoverRequest(
                    subject,
                    group,
                    wish.action,
                    expected,
                    wish.force,
                    dryRun,
                    call.caller().name(),
                    wish.reason));
    WriteLog.cutover(call, (group ? "@" : "") + subject, wish.action.word(), wish.reason, outcome);
    return answers.of(outcome, new CutoverAnswers.Subject(subject, group), dryRun);
  }

  private void requireOwnGroup(Caller caller, String subject, boolean isGroup) {
    RoutingSnapshot snapshot = services.routing().snapshot();
    ActiveRoute route = isGroup ? null : snapshot.active(subject);
    boolean known = isGroup ? snapshot.table().groupNames().contains(subject) : route != null;
    String group = route == null ? subject : route.route().group();
    if (known && !caller.mayCutOver(group)) {
      throw boundToGroup(caller);
    }
  }

  private static ProblemException boundToGroup(Caller caller) {
    return Problem.of(
            ProblemType.FORBIDDEN,
            "token '" + caller.name() + "' is for group '" + caller.group() + "' only")
        .exception();
  }

  private Answer takeFiles(AdminCall call) {
    JsonBody body = new JsonBody(call.body(), "reason", "force");
    String reason = body.reason();
    boolean force = body.flag("force");
    body.check();
    if (call.caller().group() != null) {
      throw boundToGroup(call.caller());
    }
    boolean dryRun = call.dryRun();
    CutoverOutcome outcome =
        services
            .declarations()
            .takeFiles(call.caller().name(), reason, call.expected(), force, dryRun);
    WriteLog.cutover(call, "files", "take-files", reason, outcome);
    return answers.of(outcome, null, dryRun);
  }
}
