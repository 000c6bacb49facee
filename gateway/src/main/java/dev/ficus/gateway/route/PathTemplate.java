package dev.ficus.gateway.route;

/**
 * Finds the endpoint behind a path: segments that look like a value, such as numbers, UUIDs, dates
 * and hashes, become variables. A guess for people to look over, not a promise.
 */
public final class PathTemplate {

  private static final int UUID_LENGTH = 36;
  private static final int SHORTEST_HASH = 8;
  private static final int SHORTEST_TOKEN = 16;
  private static final String NEEDS_CARE = "{}*%\\";

  // What a character counts for in a segment that may be a value; 16 bits for each kind.
  private static final long DIGIT = 1;
  private static final long HEX = 1L << 16;
  private static final long HYPHEN = 1L << 32;
  private static final long WORD = 1L << 48;
  private static final long[] COUNTS_FOR = new long[128];
  private static final boolean[] IS_PLAIN = new boolean[128];

  static {
    for (char c = 0; c < COUNTS_FOR.length; c++) {
      IS_PLAIN[c] = c > ' ' && c <= '~' && NEEDS_CARE.indexOf(c) < 0;
      if (c >= '0' && c <= '9') {
        COUNTS_FOR[c] = DIGIT;
      } else if (c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F') {
        COUNTS_FOR[c] = HEX;
      } else if (c >= 'g' && c <= 'z' || c >= 'G' && c <= 'Z' || c == '_') {
        COUNTS_FOR[c] = WORD;
      } else if (c == '-') {
        COUNTS_FOR[c] = HYPHEN;
      }
    }
  }

  private enum Kind {
    /** Stands as it is. */
    TEXT,
    VALUE,
    /** A pattern would read it otherwise than as it stands. */
    ODD
  }

  private PathTemplate() {}

  /** {@code /orders/17/lines/3} is {@code /orders/{id}/lines/{id2}}. */
  public static String of(String rawPath) {
    StringBuilder out = new StringBuilder(rawPath.length());
    int variables = 0;
    int at = 0;
    while (at < rawPath.length()) {
      int end = endOfSegment(rawPath, at);
      int cut = endOfText(rawPath, at, end);
      if (rawPath.charAt(at) == '/') {
        out.append('/');
        at++;
      }
      switch (kind(rawPath, at, cut)) {
        case VALUE -> {
          variables++;
          out.append(variables == 1 ? "{id}" : "{id" + variables + "}");
        }
        case ODD -> out.append('*');
        case TEXT -> out.append(rawPath, at, cut);
      }
      at = end;
    }
    return out.toString();
  }

  /** The same for all paths of one endpoint, and made without making any text. */
  public static long hash(String method, String rawPath) {
    boolean parameters = rawPath.indexOf(';') >= 0;
    long hash = method.hashCode();
    int at = 0;
    while (at < rawPath.length()) {
      int end = endOfSegment(rawPath, at);
      int cut = parameters ? endOfText(rawPath, at, end) : end;
      if (rawPath.charAt(at) == '/') {
        at++;
      }
      switch (kind(rawPath, at, cut)) {
        case VALUE -> hash = hash * 0x9E3779B97F4A7C15L + '{';
        case ODD -> hash = hash * 0x9E3779B97F4A7C15L + '*';
        case TEXT -> {
          for (int i = at; i < cut; i++) {
            hash = hash * 31 + rawPath.charAt(i);
          }
        }
      }
      hash = hash * 0x9E3779B97F4A7C15L + '/';
      at = end;
    }
    return hash;
  }

  private static int endOfSegment(String path, int at) {
    int slash = path.indexOf('/', at + 1);
    return slash < 0 ? path.length() : slash;
  }

  /** Parameters are cut off, as matching does. */
  private static int endOfText(String path, int at, int end) {
    for (int i = at; i < end; i++) {
      if (path.charAt(i) == ';') {
        return i;
      }
    }
    return end;
  }

  private static Kind kind(String path, int from, int to) {
    long counts = 0;
    for (int i = from; i < to; i++) {
      char c = path.charAt(i);
      long counted = c < COUNTS_FOR.length ? COUNTS_FOR[c] : 0;
      if (counted == 0) {
        return c == '@' && i > from ? Kind.VALUE : textOrOdd(path, from, to);
      }
      counts += counted;
    }
    return isValue(counts, to - from) ? Kind.VALUE : Kind.TEXT;
  }

  private static Kind textOrOdd(String path, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = path.charAt(i);
      if (c >= IS_PLAIN.length || !IS_PLAIN[c]) {
        return Kind.ODD;
      }
    }
    return Kind.TEXT;
  }

  private static boolean isValue(long counts, int length) {
    int digits = (int) (counts & 0xFFFF);
    if (digits == 0) {
      return false;
    }
    int hex = (int) (counts >>> 16 & 0xFFFF);
    int hyphens = (int) (counts >>> 32 & 0xFFFF);
    int words = (int) (counts >>> 48);
    boolean number = digits + hyphens == length;
    boolean uuid = length == UUID_LENGTH && hyphens == 4 && words == 0;
    boolean hash = length >= SHORTEST_HASH && digits + hex == length && digits >= 2;
    boolean token = length >= SHORTEST_TOKEN && hyphens <= 2 && digits >= 4;
    return number || uuid || hash || token;
  }
}
