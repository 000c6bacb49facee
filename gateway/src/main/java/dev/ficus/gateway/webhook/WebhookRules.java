package dev.ficus.gateway.webhook;

import dev.ficus.gateway.route.QueueSpec;
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
        check(route, "verify", webhook.verify(), clock, violations);
        for (SubscriberSpec subscriber : webhook.subscribers()) {
          check(route, subscriber.name().value(), subscriber.sign(), clock, violations);
        }
      }
    }
    return violations;
  }

  private static void check(
      Route route,
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
      violations.add(
          new Violation(
              route.where(), "route '" + route.id() + "', " + what + ": " + e.getMessage()));
    }
  }
}
