package dev.ficus.gateway.route;

import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who is told of events.
 *
 * @param name under which its messages are shown
 * @param url where notices are posted; it may be a secret, and is shown nowhere
 * @param sign how they are signed; null for not at all
 */
public record ReceiverSpec(
    Located<String> name, URI url, Set<NotifyEvent> events, @Nullable SignatureSpec sign) {

  public ReceiverSpec {
    events = Set.copyOf(events);
  }

  /** Who knows such a URL can post to it. */
  @Override
  public String toString() {
    return name.value() + " for " + events;
  }
}
