package dev.ficus.gateway.springcloud;

import dev.ficus.gateway.forwarding.Asking;
import dev.ficus.gateway.forwarding.HeaderRules;
import dev.ficus.gateway.forwarding.HopByHop;
import dev.ficus.gateway.forwarding.Traces;
import dev.ficus.gateway.http1.Field;
import dev.ficus.gateway.route.Upstream;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Writes the headers that an upstream gets, by the core's rules. */
final class RequestHeaders {

  private RequestHeaders() {}

  /**
   * Writes them.
   *
   * @param client the client's, as filters left them
   * @param out as Reactor Netty begins it, with a User-Agent of its own
   */
  static void write(
      org.springframework.http.HttpHeaders client,
      ForwardedRequest request,
      Upstream upstream,
      URI url,
      HttpHeaders out) {
    out.remove(HttpHeaderNames.USER_AGENT);
    Set<String> named = HopByHop.namedBy(client.getOrEmpty("Connection"));
    // A name that comes in upper and in lower case is shown twice, each time with all its values.
    Set<String> written = new HashSet<>();
    client.forEach(
        (name, values) -> {
          String lower = name.toLowerCase(Locale.ROOT);
          if (goesOn(name, request.asking) && !named.contains(lower) && written.add(lower)) {
            out.add(name, values);
          }
        });
    if (client.getOrEmpty("TE").stream().anyMatch(te -> te.contains("trailers"))) {
      out.set("TE", "trailers");
    }
    out.set("Host", host(client, request, upstream, url));
    HeaderRules.addForwarded(request.asking, client::getOrEmpty, out::set);
    upstream.headers().remove().forEach(out::remove);
    upstream.headers().set().forEach(out::set);
    String traceparent = request.traceparent();
    if (traceparent != null) {
      out.set(Traces.TRACEPARENT, traceparent);
    }
    if (request.ownIdempotencyKey != null) {
      out.set("Idempotency-Key", request.ownIdempotencyKey);
    }
  }

  private static boolean goesOn(String name, Asking asking) {
    return switch (Field.of(name)) {
      // The server has answered it with 100 by the time the body is read, and shows no trailers.
      case EXPECT, TRAILER -> false;
      default -> HeaderRules.passes(Field.of(name), asking);
    };
  }

  static String host(
      org.springframework.http.HttpHeaders client,
      ForwardedRequest request,
      Upstream upstream,
      URI url) {
    return HeaderRules.host(upstream.hostFor(request.side), client.getFirst("Host"), url);
  }
}
