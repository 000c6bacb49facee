package dev.ficus.gateway.route;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads parameters out of a raw query string. */
public final class QueryString {

  private QueryString() {}

  /** The first value of a parameter, decoded; empty if it has none; null if it is not there. */
  public static @Nullable String first(@Nullable String rawQuery, String name) {
    String raw = rawFirst(rawQuery, name);
    return raw == null ? null : decode(raw);
  }

  /** The first value of a parameter as sent. */
  public static @Nullable String rawFirst(@Nullable String rawQuery, String name) {
    if (rawQuery == null) {
      return null;
    }
    int start = 0;
    while (start <= rawQuery.length()) {
      int end = rawQuery.indexOf('&', start);
      if (end < 0) {
        end = rawQuery.length();
      }
      int equals = rawQuery.indexOf('=', start);
      int nameEnd = equals < 0 || equals > end ? end : equals;
      if (named(rawQuery, start, nameEnd, name)) {
        return nameEnd == end ? "" : rawQuery.substring(nameEnd + 1, end);
      }
      start = end + 1;
    }
    return null;
  }

  private static boolean named(String rawQuery, int start, int end, String name) {
    if (end - start == name.length() && rawQuery.startsWith(name, start)) {
      return true;
    }
    for (int i = start; i < end; i++) {
      char c = rawQuery.charAt(i);
      if (c == '%' || c == '+') {
        return decode(rawQuery.substring(start, end)).equals(name);
      }
    }
    return false;
  }

  private static String decode(String raw) {
    if (raw.indexOf('%') < 0 && raw.indexOf('+') < 0) {
      return raw;
    }
    try {
      return URLDecoder.decode(raw, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformedEscape) {
      return raw;
    }
  }
}
