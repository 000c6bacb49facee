package dev.ficus.gateway.forwarding;

import dev.ficus.gateway.http1.Field;
import dev.ficus.gateway.route.HostPolicy;
import java.net.URI;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Which headers of a client go on to an upstream, and what the gateway adds about the client. What
 * the client named in Connection is dropped first and ours is added after, so that no client can
 * strip or forge what the gateway says.
 */
public final class HeaderRules {

  /** A message's headers by name, whatever its case. */
  public interface Headers {
    List<String> all(String name);

    default @Nullable String first(String name) {
      List<String> values = all(name);
      return values.isEmpty() ? null : values.getFirst();
    }
  }

  private final TrustedProxies trusted;

  public HeaderRules(TrustedProxies trusted) {
    this.trusted = trusted;
  }

  /** Who asks, by its connection and by what a trusted proxy says. */
  public Asking asking(String peer, String scheme, Headers client) {
    boolean believed = trusted.trusts(peer);
    String host = client.first("Host");
    String proto = believed ? firstOfList(client.first("X-Forwarded-Proto")) : null;
    String outside = believed ? firstOfList(client.first("X-Forwarded-Host")) : null;
    return new Asking(
        peer,
        believed,
        scheme,
        host,
        proto == null ? scheme : proto,
        outside == null ? host : outside);
  }

  private static @Nullable String firstOfList(@Nullable String value) {
    if (value == null) {
      return null;
    }
    int comma = value.indexOf(',');
    String first = (comma < 0 ? value : value.substring(0, comma)).strip();
    return first.isEmpty() ? null : first;
  }

  /** Whether a client's header goes on; what its Connection header names must go besides. */
  public static boolean passes(Field field, Asking asking) {
    return switch (field) {
      case CONNECTION,
          KEEP_ALIVE,
          PROXY_AUTHENTICATE,
          PROXY_AUTHORIZATION,
          PROXY_CONNECTION,
          TE,
          TRANSFER_ENCODING,
          UPGRADE,
          HTTP2_SETTINGS ->
          false;
      // Set anew on each request, whoever sent it.
      case HOST,
          FORWARDED,
          X_FORWARDED_FOR,
          X_FORWARDED_HOST,
          X_FORWARDED_PORT,
          X_FORWARDED_PROTO ->
          false;
      case X_FORWARDED_OTHER, FICUS -> asking.believed();
      case CONTENT_LENGTH,
          CONTENT_LOCATION,
          CONTENT_TYPE,
          COOKIE,
          EXPECT,
          LOCATION,
          SET_COOKIE,
          TRAILER,
          OTHER ->
          true;
    };
  }

  /** Whether an upstream's header goes on to the client. */
  public static boolean passesBack(Field field) {
    return switch (field) {
      case CONNECTION,
          KEEP_ALIVE,
          PROXY_AUTHENTICATE,
          PROXY_AUTHORIZATION,
          PROXY_CONNECTION,
          TE,
          TRANSFER_ENCODING,
          UPGRADE,
          HTTP2_SETTINGS,
          // What the gateway says about itself, nobody else says.
          FICUS ->
          false;
      case HOST,
          FORWARDED,
          X_FORWARDED_FOR,
          X_FORWARDED_HOST,
          X_FORWARDED_PORT,
          X_FORWARDED_PROTO,
          X_FORWARDED_OTHER,
          CONTENT_LENGTH,
          CONTENT_LOCATION,
          CONTENT_TYPE,
          COOKIE,
          EXPECT,
          LOCATION,
          SET_COOKIE,
          TRAILER,
          OTHER ->
          true;
    };
  }

  /** The Host that an upstream gets. */
  public static String host(HostPolicy policy, @Nullable String clients, URI url) {
    return switch (policy) {
      case HostPolicy.Preserve _ -> clients == null ? url.getAuthority() : clients;
      case HostPolicy.Upstream _ -> url.getAuthority();
      case HostPolicy.Fixed(String fixed) -> fixed;
    };
  }

  /** Says who asked, in X-Forwarded-For, -Proto, -Host, -Port and in Forwarded (RFC 7239). */
  public static void addForwarded(Asking asking, Headers client, BiConsumer<String, String> out) {
    String peer = asking.peer();
    List<String> before = asking.believed() ? client.all("X-Forwarded-For") : List.of();
    out.accept(
        "X-Forwarded-For", before.isEmpty() ? peer : String.join(", ", before) + ", " + peer);
    out.accept("X-Forwarded-Proto", asking.outsideScheme());
    if (asking.outsideHost() != null) {
      out.accept("X-Forwarded-Host", asking.outsideHost());
    }
    String port = asking.believed() ? firstOfList(client.first("X-Forwarded-Port")) : null;
    out.accept(
        "X-Forwarded-Port",
        port != null ? port : portOf(asking.outsideHost(), asking.outsideScheme()));
    List<String> earlier = asking.believed() ? client.all("Forwarded") : List.of();
    String host = asking.host();
    String hop =
        "for="
            + quoted(peer)
            + ";proto="
            + asking.scheme()
            + (host == null ? "" : ";host=" + quoted(host));
    out.accept("Forwarded", earlier.isEmpty() ? hop : String.join(", ", earlier) + ", " + hop);
  }

  private static String portOf(@Nullable String host, String scheme) {
    int colon = host == null ? -1 : host.lastIndexOf(':');
    if (host != null && colon >= 0 && host.indexOf(']', colon) < 0) {
      return host.substring(colon + 1);
    }
    return scheme.equals("https") ? "443" : "80";
  }

  /** A token stays as it is; anything else is quoted, an IPv6 address in brackets (section 4). */
  private static String quoted(String value) {
    boolean token = true;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      token &=
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }
    if (token && !value.isEmpty()) {
      return value;
    }
    boolean address = value.indexOf(':') != value.lastIndexOf(':') && !value.startsWith("[");
    String text = address ? "[" + value + "]" : value;
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
