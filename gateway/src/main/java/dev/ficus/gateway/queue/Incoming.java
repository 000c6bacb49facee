package dev.ficus.gateway.queue;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request that somebody wants to be kept for later.
 *
 * @param path the raw path, byte for byte
 * @param query the raw query without its question mark, or null if there was none
 * @param headers those that go on, with what the gateway says about the client
 */
public record Incoming(
    String method, String path, @Nullable String query, List<Header> headers, Body body) {

  public Incoming {
    headers = List.copyOf(headers);
  }

  /** The value of the first header of that name. */
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }
}
