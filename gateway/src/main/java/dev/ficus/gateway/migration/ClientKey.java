package dev.ficus.gateway.migration;

import dev.ficus.gateway.route.RequestHead;
import dev.ficus.gateway.route.RouteMatch;
import dev.ficus.gateway.route.StickyKey;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the key that decides a client's cohort. */
public final class ClientKey {

  /** The cookie that {@code assigned-cookie} sets. */
  static final String COOKIE = "ficus-cohort";

  private ClientKey() {}

  /**
   * The value of the Set-Cookie header that makes a client carry its key.
   *
   * @param secure whether the client came by https
   */
  public static String cookie(String key, boolean secure) {
    return COOKIE
        + "="
        + key
        + "; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000"
        + (secure ? "; Secure" : "");
  }

  /** The first key that the request carries; null if it carries none. */
  static @Nullable String of(List<StickyKey> stickyBy, RouteMatch match, RequestHead request) {
    for (int i = 0; i < stickyBy.size(); i++) {
      String key =
          switch (stickyBy.get(i)) {
            case StickyKey.Header(String name) -> request.header(name);
            case StickyKey.Cookie(String name) -> request.cookie(name);
            case StickyKey.PathVariable(String name) -> match.variable(name);
            case StickyKey.ClientIp() -> network(request.clientAddress());
            case StickyKey.Body(String pointer) -> request.bodyValue(pointer);
            case StickyKey.AssignedCookie() -> request.cookie(COOKIE);
          };
      if (key != null && !key.isEmpty()) {
        return key;
      }
    }
    return null;
  }

  /** An IPv4 address as it is; of an IPv6 one the first 64 bits, which is what a household gets. */
  static String network(String address) {
    if (address.indexOf(':') < 0) {
      return address;
    }
    try {
      InetAddress parsed = InetAddress.ofLiteral(address);
      return parsed instanceof Inet6Address
          ? HexFormat.of().formatHex(parsed.getAddress(), 0, 8)
          : parsed.getHostAddress();
    } catch (IllegalArgumentException notAnAddress) {
      return address;
    }
  }
}
