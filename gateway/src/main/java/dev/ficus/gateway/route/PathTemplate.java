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
      if (isValue(rawPath, at, cut)) {
        variables++;
        out.append(variables == 1 ? "{id}" : "{id" + variables + "}");
      } else if (needsCare(rawPath, at, cut)) {
        out.append('*');
      } else {
        out.append(rawPath, at, cut);
      }
      at = end;
    }
    return out.toString();
  }

  /** The same for all paths of one endpoint, and made without making any text. */
  public static long hash(String method, String rawPath) {
    long hash = method.hashCode();
    int at = 0;
    while (at < rawPath.length()) {
      int end = endOfSegment(rawPath, at);
      int cut = endOfText(rawPath, at, end);
      if (rawPath.charAt(at) == '/') {
        at++;
      }
      if (isValue(rawPath, at, cut)) {
        hash = hash * 0x9E3779B97F4A7C15L + '{';
      } else if (needsCare(rawPath, at, cut)) {
        hash = hash * 0x9E3779B97F4A7C15L + '*';
      } else {
        for (int i = at; i < cut; i++) {
          hash = hash * 31 + rawPath.charAt(i);
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

  /** What a pattern would read otherwise than as it stands. */
  private static boolean needsCare(String path, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = path.charAt(i);
      if (c > '~' || c <= ' ' || NEEDS_CARE.indexOf(c) >= 0) {
        return true;
      }
    }
    return false;
  }

  private static boolean isValue(String path, int from, int to) {
    int length = to - from;
    int digits = 0;
    int hex = 0;
    int hyphens = 0;
    int words = 0;
    for (int i = from; i < to; i++) {
      char c = path.charAt(i);
      if (c >= '0' && c <= '9') {
        digits++;
      } else if (c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F') {
        hex++;
      } else if (c == '-') {
        hyphens++;
      } else if (c >= 'g' && c <= 'z' || c >= 'G' && c <= 'Z' || c == '_') {
        words++;
      } else if (c == '@' && i > from) {
        return true;
      } else {
        return false;
      }
    }
    if (digits == 0) {
      return false;
    }
    boolean number = digits + hyphens == length;
    boolean uuid = length == UUID_LENGTH && hyphens == 4 && words == 0;
    boolean hash = length >= SHORTEST_HASH && digits + hex == length && digits >= 2;
    boolean token = length >= SHORTEST_TOKEN && hyphens <= 2 && digits >= 4;
    return number || uuid || hash || token;
  }
}
