package dev.ficus.gateway.route;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A host that a request asks for: exact, {@code *.shop.example}, {@code admin.*}, or {@code *}.
 *
 * @param text lower case, without a port
 */
public record HostPattern(String text) implements Comparable<HostPattern> {

  /** Any host. */
  public static final HostPattern ANY = new HostPattern("*");

  public HostPattern {
    text = text.toLowerCase(Locale.ROOT);
    int star = text.indexOf('*');
    boolean one = star < 0 || text.indexOf('*', star + 1) < 0;
    boolean atLabel =
        star < 0
            || text.equals("*")
            || text.startsWith("*.") && text.length() > 2
            || text.endsWith(".*") && text.length() > 2;
    if (text.isEmpty() || !one || !atLabel || text.indexOf('/') >= 0 || text.indexOf(' ') >= 0) {
      throw new IllegalArgumentException(
          "host: '" + text + "' (expected: a host name, *.DOMAIN or NAME.*)");
    }
    if (text.lastIndexOf(':') >= 0 && !text.startsWith("[")) {
      throw new IllegalArgumentException(
          "host: '" + text + "' (expected: a host name without a port)");
    }
  }

  boolean isExact() {
    return text.indexOf('*') < 0;
  }

  boolean matches(@Nullable String normalizedHost) {
    return text.equals("*") || normalizedHost != null && Glob.matches(text, normalizedHost);
  }

  /**
   * The more specific first: exact, then by literal length, then {@code *.x} before {@code x.*}.
   */
  @Override
  public int compareTo(HostPattern other) {
    if (isExact() != other.isExact()) {
      return isExact() ? -1 : 1;
    }
    int byLength = Integer.compare(other.text.length(), text.length());
    if (byLength != 0) {
      return byLength;
    }
    return text.compareTo(other.text);
  }

  /** A Host header's value in lower case and without its port; null stays null. */
  static @Nullable String normalize(@Nullable String host) {
    if (host == null || host.isEmpty()) {
      return null;
    }
    int end = host.length();
    int colon = host.lastIndexOf(':');
    if (colon >= 0 && host.indexOf(']', colon) < 0) {
      end = colon;
    }
    if (end > 0 && host.charAt(end - 1) == '.') {
      end--;
    }
    for (int i = 0; i < end; i++) {
      char c = host.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        return host.substring(0, end).toLowerCase(Locale.ROOT);
      }
    }
    return end == host.length() ? host : host.substring(0, end);
  }

  @Override
  public String toString() {
    return text;
  }
}
