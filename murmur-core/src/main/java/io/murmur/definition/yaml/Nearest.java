package io.murmur.definition.yaml;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that was probably meant. */
public final class Nearest {

  private Nearest() {}

  /**
   * The word that is nearest to another one, if one is near: by the number of letters to insert,
   * remove, change or swap, of which there may be one, and one more for each four letters. Case,
   * dashes and underscores do not count.
   */
  public static Optional<String> to(String wrong, Collection<String> words) {
    String plain = plain(wrong);
    int allowed = 1 + plain.length() / 4;
    Optional<String> nearest = Optional.empty();
    for (String word : words) {
      int distance = distance(plain, plain(word));
      if (distance <= allowed) {
        // Only a strictly nearer one: of equally near words, the first.
        allowed = distance - 1;
        nearest = Optional.of(word);
      }
    }
    return nearest;
  }

  /** {@code ; did you mean 'x'?}, or else the words that there are. */
  public static String hint(String wrong, Collection<String> words) {
    return to(wrong, words)
        .map(near -> "; did you mean '" + near + "'?")
        .orElseGet(() -> "; known here: " + String.join(", ", words));
  }

  private static String plain(String word) {
    return word.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
  }

  /** Optimal string alignment: Levenshtein's distance with swaps of neighbours. */
  private static int distance(String left, String right) {
    int[][] costs = new int[left.length() + 1][right.length() + 1];
    for (int i = 0; i <= left.length(); i++) {
      costs[i][0] = i;
    }
    for (int j = 0; j <= right.length(); j++) {
      costs[0][j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      for (int j = 1; j <= right.length(); j++) {
        int change = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
        int cost =
            Math.min(
                Math.min(costs[i - 1][j] + 1, costs[i][j - 1] + 1), costs[i - 1][j - 1] + change);
        boolean swapped =
            i > 1
                && j > 1
                && left.charAt(i - 1) == right.charAt(j - 2)
                && left.charAt(i - 2) == right.charAt(j - 1);
        costs[i][j] = swapped ? Math.min(cost, costs[i - 2][j - 2] + 1) : cost;
      }
    }
    return costs[left.length()][right.length()];
  }
}
