package dev.ficus.gateway.relay;

import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** One URL of an upstream: where it is, how busy, and whether it has failed lately. */
final class Place {

  private static final int FAILURES = 3;
  private static final long FIRST_EJECTION = 5_000_000_000L;
  private static final int MAX_DOUBLINGS = 5;

  private final URI url;
  private final Addresses addresses;
  private final byte[] hostLine;
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();
  private volatile int ejections;
  private volatile long ejectedUntil;

  Place(URI url) {
    this(url, InetAddress::getAllByName);
  }

  Place(URI url, Addresses.Lookup lookup) {
    this.url = url;
    String literal = url.getHost();
    String host = literal.startsWith("[") ? literal.substring(1, literal.length() - 1) : literal;
    int port = url.getPort() >= 0 ? url.getPort() : isSecure() ? 443 : 80;
    addresses = new Addresses(host, port, lookup);
    hostLine = ("Host: " + url.getAuthority() + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  URI url() {
    return url;
  }

  Addresses addresses() {
    return addresses;
  }

  /** The header that calls it by its own name. */
  byte[] hostLine() {
    return hostLine;
  }

  boolean isSecure() {
    return "https".equals(url.getScheme());
  }

  int underWay() {
    return underWay.get();
  }

  void begun() {
    underWay.incrementAndGet();
  }

  void ended() {
    underWay.decrementAndGet();
  }

  /** It has given a good answer, whatever its status. */
  void works() {
    if (failures.get() != 0 || ejections != 0) {
      failures.set(0);
      ejections = 0;
    }
  }

  /**
   * It could not be reached, or did not answer as it should; three times in a row, and it rests for
   * longer and longer. Whatever else was under way then says nothing new.
   */
  void fails(long now) {
    if (!isEjected(now) && failures.incrementAndGet() >= FAILURES) {
      failures.set(0);
      int before = ejections;
      ejectedUntil = now + (FIRST_EJECTION << before);
      ejections = Math.min(before + 1, MAX_DOUBLINGS);
    }
  }

  boolean isEjected(long now) {
    return ejections > 0 && now - ejectedUntil < 0;
  }
}
