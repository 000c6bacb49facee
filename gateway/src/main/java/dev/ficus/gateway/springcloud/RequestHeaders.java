package dev.ficus.gateway.springcloud;

import dev.ficus.gateway.forwarding.HeaderRules;
import dev.ficus.gateway.forwarding.HopByHop;
import dev.ficus.gateway.route.Upstream;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;
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
    Set<String> dropped = HopByHop.namesIn(client.getOrEmpty("Connection"));
    client.forEach(
        (name, values) -> {
          if (HeaderRules.passes(name.toLowerCase(Locale.ROOT), dropped, request.asking)) {
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
  }

  static String host(
      org.springframework.http.HttpHeaders client,
      ForwardedRequest request,
      Upstream upstream,
      URI url) {
    return HeaderRules.host(upstream.hostFor(request.side), client.getFirst("Host"), url);
  }
}
