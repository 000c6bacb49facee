package dev.ficus.gateway.relay;

import dev.ficus.gateway.forwarding.TrustedProxies;
import java.time.Duration;

/**
 * What an operator may set about this entry.
 *
 * @param enabled whether it forwards anything; if not, it still checks every request's framing
 * @param debugHeaders whether responses name their route, side and stage
 * @param http2 whether a client may speak HTTP/2 to the entry behind
 * @param limits of what a client may send
 * @param patience with slow clients
 */
public record RelaySettings(
    boolean enabled,
    boolean debugHeaders,
    boolean http2,
    TrustedProxies trustedProxies,
    Limits limits,
    Patience patience) {

  /**
   * @param requestLine in bytes
   * @param head the request line and all header lines, in bytes
   * @param fields header lines
   * @param body in bytes; 0 is unlimited
   */
  public record Limits(int requestLine, int head, int fields, long body) {

    public static final Limits DEFAULT = new Limits(16 * 1024, 64 * 1024, 200, 0);

    public Limits {
      require(requestLine >= 64, "request-line", requestLine, "at least 64 bytes");
      require(head >= requestLine, "head", head, "no less than the request line's limit");
      require(fields >= 1, "fields", fields, "at least 1");
      require(body >= 0, "body", body, "0 or more");
    }

    private static void require(boolean good, String name, long value, String expected) {
      if (!good) {
        throw new IllegalArgumentException(
            "ficus.limits." + name + ": " + value + " (expected: " + expected + ")");
      }
    }
  }

  /**
   * @param keepAlive how long a connection may rest between two requests
   * @param head how long a request's head may take from its first byte on
   * @param body how long a request's body may pause
   * @param write how long a client may take nothing of what there is for it; zero is off
   */
  public record Patience(Duration keepAlive, Duration head, Duration body, Duration write) {

    public static final Patience DEFAULT =
        new Patience(
            Duration.ofSeconds(75),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60));
  }
}
