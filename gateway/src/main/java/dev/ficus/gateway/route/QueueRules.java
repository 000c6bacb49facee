package dev.ficus.gateway.route;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What routes must fulfil whose requests are kept for later, and how subscribers become routes. */
final class QueueRules {

  /** A message keeps to its side: its own id decides where nothing better is said. */
  private static final List<StickyKey> BY_MESSAGE =
      List.of(new StickyKey.Header("Ficus-Message-Id"));

  private QueueRules() {}

  static void checkWebhook(RouteSpec spec, QueueSpec.Webhook webhook, Findings findings) {
    RouteSettings said = spec.settings();
    String route = "route '" + spec.id().value() + "': ";
    String where = " beside webhook (expected: in a subscriber)";
    refuse(said.target(), route + "target" + where, findings);
    refuse(said.legacy(), route + "legacy" + where, findings);
    refuse(said.stage(), route + "stage" + where, findings);
    refuse(said.rewrite(), route + "rewrite" + where, findings);
    refuse(said.group(), route + "group" + where, findings);
    refuse(said.filters(), route + "filters beside webhook, which forwards nothing", findings);
    Set<String> names = new HashSet<>();
    for (SubscriberSpec subscriber : webhook.subscribers()) {
      Located<String> name = subscriber.name();
      if (!names.add(name.value())) {
        findings.violation(
            name, route + "subscriber '" + name.value() + "' (expected: each name once)");
      }
    }
  }

  static void checkStore(RouteSpec spec, Findings findings) {
    RouteSettings said = spec.settings();
    String route = "route '" + spec.id().value() + "': ";
    String where = " beside store (expected: in it)";
    refuse(said.target(), route + "target" + where, findings);
    refuse(said.legacy(), route + "legacy" + where, findings);
    refuse(said.stage(), route + "stage" + where, findings);
    refuse(said.rewrite(), route + "rewrite" + where, findings);
    refuse(said.filters(), route + "filters beside store, which forwards nothing", findings);
  }

  private static void refuse(@Nullable Located<?> said, String why, Findings findings) {
    if (said != null) {
      findings.violation(said.where(), why);
    }
  }

  /** A subscriber is migrated as a route is, but no request ever comes to it by its path. */
  static RouteSpec asRoute(RouteSpec webhook, SubscriberSpec subscriber) {
    Located<String> name = subscriber.name();
    String id = webhook.id().value() + Route.SUBSCRIBER + name.value();
    return new RouteSpec(
        new Located<>(id, name.where()),
        webhook.match(),
        subscriber.settings().on(new Located<>(Listener.QUEUE, name.where())));
  }

  static boolean isQueued(RouteSpec spec, RouteSettings settings) {
    return settings.queue() != null || spec.id().value().indexOf(Route.SUBSCRIBER) >= 0;
  }

  /** What is said for other routes of the file, or of the group, is said of clients. */
  static List<StickyKey> keysOf(RouteSpec spec, RouteSettings settings) {
    boolean queued = isQueued(spec, settings);
    Located<List<StickyKey>> keys = (queued ? spec.settings() : settings).canary().stickyBy();
    if (keys != null) {
      return keys.value();
    }
    return queued ? BY_MESSAGE : List.of();
  }
}
