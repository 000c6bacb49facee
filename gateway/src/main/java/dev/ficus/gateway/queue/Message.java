package dev.ficus.gateway.queue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request that was accepted for later, as it came.
 *
 * @param path the raw path, byte for byte
 * @param query the raw query without its question mark, or null if there was none
 * @param receivedAt by the clock of the instance that took it
 * @param orderKey reserved: messages of one key are to be delivered in order once order is promised
 */
public record Message(
    MessageId id,
    String method,
    String path,
    @Nullable String query,
    List<Header> headers,
    Body body,
    Instant receivedAt,
    @Nullable String orderKey) {

  public Message {
    headers = List.copyOf(headers);
    check("method", method);
    check("path", path);
    check("query", query == null ? "-" : query + "-");
    check("order key", orderKey == null ? "-" : orderKey);
  }

  private static void check(String what, String text) {
    if (text.isEmpty() || text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
      throw new IllegalArgumentException(
          what + " of a message: '" + text + "' (expected: something on one line)");
    }
  }

  /** The value of the first header of that name. */
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(h -> h.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }
}
