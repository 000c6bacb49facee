package dev.ficus.gateway.springcloud;

import dev.ficus.gateway.forwarding.HopByHop;
import dev.ficus.gateway.forwarding.TrustedProxies;
import dev.ficus.gateway.route.HostPolicy;
import dev.ficus.gateway.route.Upstream;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the headers that an upstream gets. The client's are cleaned first and ours are added after,
 * so that no client can strip or forge what the gateway says.
 */
final class RequestHeaders {

  private static final Set<String> OURS =
      Set.of(
          "x-forwarded-for",
          "x-forwarded-proto",
          "x-forwarded-host",
          "x-forwarded-port",
          "x-forwarded-prefix",
          "forwarded");

  private final TrustedProxies trusted;

  RequestHeaders(TrustedProxies trusted) {
    this.trusted = trusted;
  }

  void write(
      org.springframework.http.HttpHeaders client,
      ForwardedRequest request,
      Upstream upstream,
      URI url,
      String scheme,
      HttpHeaders out) {
    Set<String> dropped = HopByHop.namesIn(client.getOrEmpty("Connection"));
    boolean believed = trusted.trusts(request.head.peer());
    client.forEach(
        (name, values) -> {
          String lower = name.toLowerCase(Locale.ROOT);
          boolean passes =
              !dropped.contains(lower)
                  && !OURS.contains(lower)
                  && !lower.startsWith("ficus-")
                  && !lower.equals("host")
                  && !lower.equals("expect");
          if (passes) {
            out.add(name, values);
          }
        });
    if (client.getOrEmpty("TE").stream().anyMatch(te -> te.contains("trailers"))) {
      out.set("TE", "trailers");
    }
    addHost(client, request, upstream, url, out);
    addForwarded(client, request, scheme, believed, out);
    upstream.headers().remove().forEach(out::remove);
    upstream.headers().set().forEach(out::set);
  }

  private static void addHost(
      org.springframework.http.HttpHeaders client,
      ForwardedRequest request,
      Upstream upstream,
      URI url,
      HttpHeaders out) {
    String host =
        switch (upstream.hostFor(request.side)) {
          case HostPolicy.Preserve _ -> client.getFirst("Host");
          case HostPolicy.Upstream _ -> url.getAuthority();
          case HostPolicy.Fixed(String fixed) -> fixed;
        };
    out.set("Host", host == null ? url.getAuthority() : host);
  }

  private static void addForwarded(
      org.springframework.http.HttpHeaders client,
      ForwardedRequest request,
      String scheme,
      boolean believed,
      HttpHeaders out) {
    String peer = request.head.peer();
    String host = client.getFirst("Host");
    List<String> before = believed ? client.getOrEmpty("X-Forwarded-For") : List.of();
    String chain = before.isEmpty() ? peer : String.join(", ", before) + ", " + peer;
    out.set("X-Forwarded-For", chain);
    String proto = said(client, "X-Forwarded-Proto", believed);
    out.set("X-Forwarded-Proto", proto == null ? scheme : proto);
    String outsideHost = said(client, "X-Forwarded-Host", believed);
    if (outsideHost != null || host != null) {
      out.set("X-Forwarded-Host", outsideHost == null ? host : outsideHost);
    }
    String port = said(client, "X-Forwarded-Port", believed);
    out.set("X-Forwarded-Port", port != null ? port : portOf(host, scheme));
    String earlier = believed ? String.join(", ", client.getOrEmpty("Forwarded")) : "";
    String hop =
        "for=" + quoted(peer) + ";proto=" + scheme + (host == null ? "" : ";host=" + quoted(host));
    out.set("Forwarded", earlier.isEmpty() ? hop : earlier + ", " + hop);
  }

  private static @Nullable String said(
      org.springframework.http.HttpHeaders client, String name, boolean believed) {
    return believed ? client.getFirst(name) : null;
  }

  private static String portOf(@Nullable String host, String scheme) {
    int colon = host == null ? -1 : host.lastIndexOf(':');
    if (host != null && colon >= 0 && host.indexOf(']', colon) < 0) {
      return host.substring(colon + 1);
    }
    return scheme.equals("https") ? "443" : "80";
  }

  /** A token stays as it is; an IPv6 address or a port needs quotes (RFC 7239, section 4). */
  private static String quoted(String value) {
    if (value.indexOf(':') < 0) {
      return value;
    }
    boolean address = value.indexOf(':') != value.lastIndexOf(':') && !value.startsWith("[");
    return address ? "\"[" + value + "]\"" : "\"" + value + "\"";
  }
}
