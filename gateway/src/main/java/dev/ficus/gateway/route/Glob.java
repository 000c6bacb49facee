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

  /** Whether any text matches both patterns. */
  static boolean meet(String a, String b) {
    boolean[][] reachable = new boolean[a.length() + 1][b.length() + 1];
    for (int i = a.length(); i >= 0; i--) {
      for (int j = b.length(); j >= 0; j--) {
        boolean starA = i < a.length() && a.charAt(i) == '*';
        boolean starB = j < b.length() && b.charAt(j) == '*';
        if (i == a.length() && j == b.length()) {
          reachable[i][j] = true;
        } else if (starA || starB) {
          reachable[i][j] =
              starA && (reachable[i + 1][j] || j < b.length() && reachable[i][j + 1])
                  || starB && (reachable[i][j + 1] || i < a.length() && reachable[i + 1][j]);
        } else {
          reachable[i][j] =
              i < a.length()
                  && j < b.length()
                  && a.charAt(i) == b.charAt(j)
                  && reachable[i + 1][j + 1];
        }
      }
    }
    return reachable[0][0];
  }
}
