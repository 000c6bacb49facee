package dev.ficus.gateway.route;

/** Matches text against a pattern in which {@code *} stands for any run of characters. */
final class Glob {

  private Glob() {}

  /**
   * Goes through both once and falls back to the last star only, so that no pattern makes it slow:
   * at worst the product of the lengths.
   */
  static boolean matches(String pattern, CharSequence text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int starText = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        starText = t;
      } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++starText;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
