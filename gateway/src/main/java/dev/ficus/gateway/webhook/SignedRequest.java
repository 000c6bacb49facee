package dev.ficus.gateway.webhook;

import dev.ficus.gateway.queue.Body;
import dev.ficus.gateway.queue.Header;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a signature is about.
 *
 * @param body its bytes exactly as they came
 */
public record SignedRequest(List<Header> headers, Body body) {

  public SignedRequest {
    headers = List.copyOf(headers);
  }

  /**
   * The value of the header of that name; null if there is none, or more than one: then nobody can
   * say which of them was meant.
   */
  @Nullable String only(String name) {
    String found = null;
    for (Header header : headers) {
      if (header.name().equalsIgnoreCase(name)) {
        if (found != null) {
          return null;
        }
        found = header.value().strip();
      }
    }
    return found;
  }
}
