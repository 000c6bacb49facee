package dev.ficus.gateway.admin;

import dev.ficus.gateway.audit.AuditEvent;
import dev.ficus.gateway.delivery.RouteQueue;
import dev.ficus.gateway.migration.ActiveRoute;
import dev.ficus.gateway.migration.RoutingSnapshot;
import dev.ficus.gateway.queue.DeadLetter;
import dev.ficus.gateway.queue.DeadLetterFilter;
import dev.ficus.gateway.queue.Message;
import dev.ficus.gateway.queue.MessageId;
import dev.ficus.gateway.queue.MessagePage;
import dev.ficus.gateway.queue.MessageState;
import dev.ficus.gateway.queue.QueueStore;
import dev.ficus.gateway.queue.StoredRequest;
import dev.ficus.gateway.queue.SubscriberStatus;
import dev.ficus.gateway.route.Route;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows queues and what is in them; replays, discards and pauses. */
final class QueueCalls {

  private static final int USUAL = 100;
  private static final int MOST = 1_000;
  private static final String SUBSCRIBER = "/queues/{route}/{subscriber}";
  private static final String MESSAGES = SUBSCRIBER + "/messages";

  private final AdminServices services;

  QueueCalls(AdminServices services) {
    this.services = services;
  }

  List<Operation> operations() {
    AdminToken.Role operator = AdminToken.Role.OPERATOR;
    return List.of(
        Operation.read("/queues", this::all),
        Operation.read("/queues/{route}", this::one),
        Operation.read(MESSAGES, this::list, "state", "after", "limit"),
        Operation.read(MESSAGES + "/{id}", this::message),
        Operation.delete(MESSAGES + "/{id}", operator, ofOwnGroup(this::discard)),
        Operation.write("POST", MESSAGES + "/{id}/replay", operator, ofOwnGroup(this::replayOne)),
        Operation.write("POST", SUBSCRIBER + "/replay", operator, ofOwnGroup(this::replay)),
        Operation.write("POST", SUBSCRIBER + "/pause", operator, ofOwnGroup(call -> pause(call, true))),
        Operation.write("POST", SUBSCRIBER + "/resume", operator, ofOwnGroup(call -> pause(call, false))),
        Operation.delete(SUBSCRIBER, operator, ofOwnGroup(this::forget)),
        Operation.read("/requests/{id}", this::request));
  }

  /** Who is bound to a group may only touch the queues of its routes and subscribers. */
  private Operation.Handler ofOwnGroup(Operation.Handler handler) {
    return call -> {
      String route = queue(call).route();
      RoutingSnapshot snapshot = services.routing().snapshot();
      ActiveRoute consumer =
          snapshot.active(route + Route.SUBSCRIBER + call.variable("subscriber"));
      ActiveRoute active = consumer == null ? snapshot.active(route) : consumer;
      Caller caller = call.caller();
      if (!caller.mayCutOver(active == null ? null : active.route().group())) {
        throw Problem.of(
                ProblemType.FORBIDDEN,
                "token '" + caller.name() + "' is for group '" + caller.group() + "' only")
            .exception();
      }
      return handler.handle(call);
    };
  }

  private Answer all(AdminCall call) {
    return Answer.ok(
        Map.of(
            "queues",
            services.queues().all().stream()
                .map(QueueViews::of)
                .filter(queue -> !queue.leaving() || queue.messages() > 0)
                .toList()));
  }

  private Answer one(AdminCall call) {
    return Answer.ok(QueueViews.of(queue(call)));
  }

  private RouteQueue queue(AdminCall call) {
    String route = call.variable("route");
    RouteQueue queue = services.queues().of(route);
    if (queue == null) {
      throw RouteCalls.unknown(
              "queue", route, services.queues().all().stream().map(RouteQueue::route).toList())
          .exception();
    }
    return queue;
  }

  private static String subscriber(AdminCall call, QueueStore store) {
    String name = call.variable("subscriber");
    List<String> names = store.status().subscribers().stream().map(SubscriberStatus::name).toList();
    if (!names.contains(name)) {
      throw RouteCalls.unknown("subscriber", name, names).exception();
    }
    return name;
  }

  private Answer list(AdminCall call) {
    QueueStore store = queue(call).store();
    MessagePage page =
        store.list(
            subscriber(call, store), state(call), call.parameter("after"), call.limit(USUAL, MOST));
    List<QueueViews.MessageView> messages =
        page.messages().stream().map(QueueViews.MessageView::of).toList();
    return Answer.ok(
        page.next() == null
            ? Map.of("messages", messages)
            : Map.of("messages", messages, "next", page.next()));
  }

  private static MessageState state(AdminCall call) {
    String text = call.parameter("state");
    if (text == null) {
      return MessageState.DEAD;
    }
    return Arrays.stream(MessageState.values())
        .filter(state -> QueueViews.word(state).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                AdminCall.malformed(
                    "state: '"
                        + text
                        + "' (expected: waiting, leased, retrying, dead or replaying)"));
  }

  private static MessageId id(AdminCall call) {
    String text = call.variable("id");
    return MessageId.parse(text)
        .orElseThrow(
            () ->
                AdminCall.malformed(
                    "id: '" + text + "' (expected: a route's id, '_' and 32 hexadecimal digits)"));
  }

  private Answer message(AdminCall call) {
    QueueStore store = queue(call).store();
    MessageId id = id(call);
    DeadLetter dead = store.deadLetter(subscriber(call, store), id).orElse(null);
    Message message = dead == null ? store.message(id).orElse(null) : dead.message();
    if (message == null) {
      throw noMessage(id);
    }
    return Answer.ok(QueueViews.of(message, dead));
  }

  private static ProblemException noMessage(MessageId id) {
    return Problem.of(ProblemType.UNKNOWN_SUBJECT, "no message '" + id + "' is in this state")
        .exception();
  }

  private Answer discard(AdminCall call) {
    RouteQueue queue = queue(call);
    String reason = call.reason();
    MessageId id = id(call);
    QueueStore store = queue.store();
    String subscriber = subscriber(call, store);
    boolean found =
        call.dryRun()
            ? store.awaits(subscriber, id)
            : store.discard(subscriber, List.of(id)) > 0;
    if (!found) {
      throw noMessage(id);
    }
    if (!call.dryRun()) {
      note(call, "message.discarded", queue, subscriber, id.toString(), reason);
    }
    return Answer.nothing();
  }

  private Answer replayOne(AdminCall call) {
    RouteQueue queue = queue(call);
    String reason = reason(call);
    MessageId id = id(call);
    String subscriber = subscriber(call, queue.store());
    if (queue.store().deadLetter(subscriber, id).isEmpty()) {
      throw noMessage(id);
    }
    int replayed = call.dryRun() ? 1 : queue.store().replay(subscriber, List.of(id));
    if (!call.dryRun()) {
      note(call, "message.replayed", queue, subscriber, id.toString(), reason);
    }
    return Answer.ok(Map.of("replayed", replayed));
  }

  private static @Nullable String reason(AdminCall call) {
    JsonBody body = new JsonBody(call.body(), "reason");
    String reason = body.reason();
    body.check();
    return reason;
  }

  private Answer replay(AdminCall call) {
    RouteQueue queue = queue(call);
    JsonBody body = new JsonBody(call.body(), "diedSince", "diedBefore", "matching", "reason");
    DeadLetterFilter filter =
        new DeadLetterFilter(
            instant(body, "diedSince"), instant(body, "diedBefore"), body.text("matching"));
    String reason = body.reason();
    body.check();
    String subscriber = subscriber(call, queue.store());
    if (call.dryRun()) {
      return Answer.ok(Map.of("replayed", count(queue.store(), subscriber, filter)));
    }
    int replayed = queue.store().replay(subscriber, filter);
    note(call, "messages.replayed", queue, subscriber, replayed + " messages", reason);
    return Answer.ok(Map.of("replayed", replayed));
  }

  private static long count(QueueStore store, String subscriber, DeadLetterFilter filter) {
    long count = 0;
    String after = null;
    do {
      MessagePage page = store.list(subscriber, MessageState.DEAD, after, MOST);
      count += page.messages().stream().filter(filter::matches).count();
      after = page.next();
    } while (after != null);
    return count;
  }

  private static @Nullable Instant instant(JsonBody body, String field) {
    String text = body.text(field);
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeParseException e) {
      body.wrong(field, field + ": '" + text + "' (expected: a time such as 2026-05-04T12:30:00Z)");
      return null;
    }
  }

  private Answer pause(AdminCall call, boolean pauses) {
    RouteQueue queue = queue(call);
    String reason = reason(call);
    String subscriber = subscriber(call, queue.store());
    if (!call.dryRun()) {
      boolean _ = pauses ? queue.store().pause(subscriber) : queue.store().resume(subscriber);
      note(call, pauses ? "queue.paused" : "queue.resumed", queue, subscriber, "done", reason);
    }
    return Answer.ok(QueueViews.of(queue));
  }

  private Answer forget(AdminCall call) {
    RouteQueue queue = queue(call);
    String reason = call.reason();
    String subscriber = subscriber(call, queue.store());
    SubscriberStatus status =
        queue.store().status().subscribers().stream()
            .filter(its -> its.name().equals(subscriber))
            .findFirst()
            .orElseThrow();
    if (status.attached() && !queue.isLeaving()) {
      throw Problem.of(
              ProblemType.CONFLICT,
              "subscriber '"
                  + subscriber
                  + "' is in the files (way out: take it out of them first, or discard its"
                  + " messages)")
          .exception();
    }
    long had = status.backlog() + status.dead();
    if (!call.dryRun()) {
      if (status.attached()) {
        queue.detach(subscriber);
      }
      had = queue.store().forget(subscriber);
      note(call, "subscriber.forgotten", queue, subscriber, had + " messages", reason);
    }
    return Answer.ok(Map.of("discarded", had));
  }

  private void note(
      AdminCall call,
      String what,
      RouteQueue queue,
      String subscriber,
      String result,
      @Nullable String reason) {
    String subject = queue.route() + "/" + subscriber;
    WriteLog.write(call.caller(), what, subject, reason, result);
    services
        .audit()
        .append(
            new AuditEvent(
                services.clock().instant(),
                call.caller().name(),
                what,
                subject,
                services.self().name(),
                reason,
                0,
                Map.of("result", result)));
  }

  private Answer request(AdminCall call) {
    MessageId id = id(call);
    QueueStore store = services.queues().store(id.route());
    StoredRequest request = store == null ? new StoredRequest.Unknown() : store.request(id);
    return Answer.ok(QueueViews.of(id, request));
  }
}
