package dev.ficus.gateway.queue;

import java.util.List;

/** What a function answered to a stored request, to be handed to its client verbatim. */
public record StoredAnswer(int status, List<Header> headers, Body body) {

  public StoredAnswer {
    headers = List.copyOf(headers);
    if (status < 100 || status > 999) {
      throw new IllegalArgumentException("status: " + status + " (expected: 100 to 999)");
    }
  }
}
