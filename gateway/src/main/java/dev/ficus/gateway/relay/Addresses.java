package dev.ficus.gateway.relay;

import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of a host's name, asked for anew when they are older than the JDK's own cache keeps
 * them, and never on an event loop.
 */
final class Addresses {

  private static final long FRESH_NANOS = 5_000_000_000L;

  /** Whoever knows the addresses of a name; it may take its time. */
  interface Lookup {
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  private final Lookup lookup;
  private final String host;
  private final int port;
  private volatile @Nullable Known known;

  private record Known(List<InetSocketAddress> addresses, long until) {}

  Addresses(String host, int port, Lookup lookup) {
    this.lookup = lookup;
    this.host = host;
    this.port = port;
    try {
      known = new Known(List.of(new InetSocketAddress(InetAddress.ofLiteral(host), port)), 0);
    } catch (IllegalArgumentException aName) {
      known = null;
    }
  }

  String host() {
    return host;
  }

  int port() {
    return port;
  }

  /** What is known of them; null if somebody has to be asked. */
  @Nullable List<InetSocketAddress> known() {
    Known its = known;
    return its != null && (its.until == 0 || its.until - System.nanoTime() > 0)
        ? its.addresses
        : null;
  }

  /**
   * Asks for them.
   *
   * @param found is told on the loop; gets an empty list if the name does not resolve
   */
  void resolve(EventLoop loop, Consumer<List<InetSocketAddress>> found) {
    Thread.ofVirtual()
        .name("resolve-" + host)
        .start(
            () -> {
              List<InetSocketAddress> addresses = ask();
              loop.execute(() -> found.accept(addresses));
            });
  }

  private List<InetSocketAddress> ask() {
    try {
      List<InetSocketAddress> addresses =
          Arrays.stream(lookup.addresses(host))
              .map(address -> new InetSocketAddress(address, port))
              .toList();
      known = new Known(addresses, Math.max(1, System.nanoTime() + FRESH_NANOS));
      return addresses;
    } catch (UnknownHostException e) {
      return List.of();
    }
  }
}
