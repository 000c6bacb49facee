package dev.ficus.gateway.springcloud;

import dev.ficus.gateway.forwarding.HeaderRules;
import dev.ficus.gateway.forwarding.HopByHop;
import dev.ficus.gateway.forwarding.Outside;
import dev.ficus.gateway.http1.Field;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Copies an upstream's response headers, with its places mapped to what the client knows. */
final class ResponseHead {

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
    Set<String> named = HopByHop.namedBy(from.getAll("Connection"));
    for (Map.Entry<String, String> header : from) {
      String lower = header.getKey().toLowerCase(Locale.ROOT);
      Field field = Field.of(header.getKey());
      if (!HeaderRules.passesBack(field)
          || field == Field.TRAILER
          || named.contains(lower)
          || omitted.test(lower)) {
        continue;
      }
      String value =
          switch (field) {
            case LOCATION, CONTENT_LOCATION -> outside.location(header.getValue());
            case SET_COOKIE -> outside.cookie(header.getValue());
            default -> header.getValue();
          };
      to.add(header.getKey(), value);
    }
  }
}
