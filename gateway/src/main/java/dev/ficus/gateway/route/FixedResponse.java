package dev.ficus.gateway.route;

import org.jspecify.annotations.Nullable;

/** An answer that the gateway gives by itself. */
public record FixedResponse(int status, @Nullable String contentType, String body) {

  public FixedResponse {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("status: " + status + " (expected: 200 to 599)");
    }
  }
}
