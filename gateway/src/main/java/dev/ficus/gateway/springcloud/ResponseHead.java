package dev.ficus.gateway.springcloud;

import dev.ficus.gateway.forwarding.HopByHop;
import dev.ficus.gateway.forwarding.Outside;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Copies an upstream's response headers, with its places mapped to what the client knows. */
final class ResponseHead {

  private static final Set<String> OURS = Set.of("ficus-route", "ficus-upstream", "ficus-stage");

  private ResponseHead() {}

  /**
   * Copies them.
   *
   * @param omitted further names in lower case that stay behind
   */
  static void copy(
      HttpHeaders from,
      org.springframework.http.HttpHeaders to,
      Outside outside,
      Predicate<String> omitted) {
    Set<String> dropped = HopByHop.namesIn(from.getAll("Connection"));
    for (Map.Entry<String, String> header : from) {
      String lower = header.getKey().toLowerCase(Locale.ROOT);
      if (dropped.contains(lower) || OURS.contains(lower) || omitted.test(lower)) {
        continue;
      }
      String value =
          switch (lower) {
            case "location", "content-location" -> outside.location(header.getValue());
            case "set-cookie" -> outside.cookie(header.getValue());
            default -> header.getValue();
          };
      to.add(header.getKey(), value);
    }
  }
}
