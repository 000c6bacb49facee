package dev.ficus.gateway.route;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Finds the word that somebody meant. */
public final class Suggestion {

  private Suggestion() {}

  /** {@code ; did you mean 'stage'?}, or nothing if no known word is near. */
  public static String of(String word, Collection<String> known) {
    return known.stream()
        .filter(k -> distance(word, k) <= Math.max(1, Math.min(word.length(), k.length()) / 3))
        .min(Comparator.<String>comparingInt(k -> distance(word, k)).thenComparing(k -> k))
        .map(k -> "; did you mean '" + k + "'?")
        .orElse("");
  }

  /** Edits, transpositions included, that lead from one word to the other, whatever their case. */
  private static int distance(String one, String other) {
    String a = one.toLowerCase(Locale.ROOT);
    String b = other.toLowerCase(Locale.ROOT);
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(d[i - 1][j - 1] + cost, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
