package dev.ficus.gateway.relay;

import dev.ficus.gateway.migration.ActiveRoute;
import dev.ficus.gateway.migration.ClientKey;
import dev.ficus.gateway.route.Side;
import org.jspecify.annotations.Nullable;

/** The header lines that the gateway itself puts onto an answer. */
final class OwnLines {

  private static final String CLOSE = "Connection: close\r\n";
  private static final String KEEP_ALIVE = "Connection: keep-alive\r\n";

  private OwnLines() {}

  /**
   * Makes them.
   *
   * @param keepsAlive whether the connection stays open
   * @param route null for the default upstream
   * @param assignedKey the value of the cohort cookie to set, or null
   * @param http11 whether the client takes for granted that the connection stays open
   */
  static String of(
      Peer peer,
      boolean keepsAlive,
      @Nullable ActiveRoute route,
      Side side,
      @Nullable String assignedKey,
      boolean http11) {
    boolean debug = peer.relay().settings().debugHeaders();
    String connection = connection(keepsAlive, http11);
    if (!debug && assignedKey == null) {
      return connection;
    }
    StringBuilder lines = new StringBuilder(connection);
    if (debug) {
      lines.append("Ficus-Upstream: ").append(side.word()).append("\r\n");
      if (route != null) {
        lines.append("Ficus-Route: ").append(route.route().id()).append("\r\n");
        lines.append("Ficus-Stage: ").append(route.stage().word()).append("\r\n");
      }
    }
    if (assignedKey != null) {
      lines.append("Set-Cookie: ").append(ClientKey.cookie(assignedKey, peer.isSecureOutside()));
      lines.append("\r\n");
    }
    return lines.toString();
  }

  /** When the client may try again (RFC 9110, section 10.2.3). */
  static String retryAfter(long seconds) {
    return "Retry-After: " + seconds + "\r\n";
  }

  /** What the client is told about its connection. */
  static String connection(boolean keepsAlive, boolean http11) {
    if (keepsAlive) {
      return http11 ? "" : KEEP_ALIVE;
    }
    return CLOSE;
  }
}
