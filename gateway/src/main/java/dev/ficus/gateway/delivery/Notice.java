package dev.ficus.gateway.delivery;

import dev.ficus.gateway.route.NotifyEvent;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something that has happened, for whoever wants to be told.
 *
 * @param id the same on all instances that notice it
 * @param at by the clock of the instance that noticed it
 * @param subject a route, {@code @group}, a circuit or a route file
 * @param who a token's name, {@code plan}, {@code file:NAME}, or {@code ficus} for the gateway
 *     itself
 * @param reason for a person
 * @param revision of the routing state that belongs to it, or 0
 * @param details names and values that depend on the event
 */
public record Notice(
    String id,
    NotifyEvent event,
    Instant at,
    String subject,
    String who,
    String reason,
    long revision,
    Map<String, String> details) {

  /** Long lists of violations are in the log. */
  private static final int LONGEST = 4_000;

  public Notice {
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }

  /** The body that receivers get; members are only ever added to it. */
  String json(String fleet, String instance) {
    StringBuilder text = new StringBuilder("{");
    member(text, "id", id);
    member(text, "event", event.word());
    member(text, "at", at.toString());
    member(text, "fleet", fleet);
    member(text, "instance", instance);
    member(text, "subject", subject);
    member(text, "who", who);
    member(text, "reason", reason);
    text.append(",\"revision\":").append(revision).append(",\"details\":{");
    StringBuilder inner = new StringBuilder("{");
    details.forEach((name, value) -> member(inner, name, value));
    return text.append(inner, 1, inner.length()).append("}}").toString();
  }

  private static void member(StringBuilder text, String name, String value) {
    if (text.length() > 1) {
      text.append(',');
    }
    string(text, name);
    text.append(':');
    string(text, value.length() <= LONGEST ? value : value.substring(0, LONGEST) + "…");
  }

  private static void string(StringBuilder text, String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"', '\\' -> text.append('\\').append(c);
        case '\n' -> text.append("\\n");
        default -> {
          if (c < ' ' || Character.isSurrogate(c)) {
            text.append(String.format("\\u%04x", (int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }
}
