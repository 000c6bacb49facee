package dev.ficus.gateway.webhook;

import dev.ficus.gateway.route.Position;
import dev.ficus.gateway.route.QueueSpec;
import dev.ficus.gateway.route.ReceiverSpec;
import dev.ficus.gateway.route.Route;
import dev.ficus.gateway.route.RouteTable;
import dev.ficus.gateway.route.SignatureSpec;
import dev.ficus.gateway.route.SubscriberSpec;
import dev.ficus.gateway.route.Violation;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What webhook routes must fulfil beyond their form: secrets that their schemes can use. */
public final class WebhookRules {

  private WebhookRules() {}

  /** All that is wrong; nothing of a secret is in it. */
  public static List<Violation> check(RouteTable table, Clock clock) {
    List<Violation> violations = new ArrayList<>();
    for (Route route : table.routes()) {
      if (route.queue() instanceof QueueSpec.Webhook webhook) {
        String of = "route '" + route.id() + "', ";
        check(route.where(), of + "verify", webhook.verify(), clock, violations);
        for (SubscriberSpec subscriber : webhook.subscribers()) {
          String name = subscriber.name().value();
          check(route.where(), of + name, subscriber.sign(), clock, violations);
        }
      }
    }
    QueueSpec.Notify notify = table.notifies();
    if (notify != null) {
      for (ReceiverSpec receiver : notify.receivers()) {
        String of = "receiver '" + receiver.name().value() + "': sign";
        check(receiver.name().where(), of, receiver.sign(), clock, violations);
      }
    }
    return violations;
  }

  private static void check(
      Position where,
      String what,
      @Nullable SignatureSpec spec,
      Clock clock,
      List<Violation> violations) {
    if (spec == null) {
      return;
    }
    try {
      Signatures.of(spec, clock);
    } catch (IllegalArgumentException e) {
      violations.add(new Violation(where, what + ": " + e.getMessage()));
    }
  }
}
