package dev.ficus.gateway.route;

import org.jspecify.annotations.Nullable;

/** Reads a Cookie header (RFC 6265, section 4.2.1). */
public final class Cookies {

  private Cookies() {}

  /** The first cookie of a name, without the quotes some clients put around it. */
  public static @Nullable String first(@Nullable String header, String name) {
    if (header == null) {
      return null;
    }
    int length = header.length();
    int start = 0;
    while (start < length) {
      int end = header.indexOf(';', start);
      if (end < 0) {
        end = length;
      }
      while (start < end && header.charAt(start) == ' ') {
        start++;
      }
      int equals = start + name.length();
      if (equals < end && header.charAt(equals) == '=' && header.startsWith(name, start)) {
        String value = header.substring(equals + 1, end).strip();
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
      }
      start = end + 1;
    }
    return null;
  }
}
