package io.murmur.swap.diff;

import io.murmur.monoid.Decayed;
import io.murmur.monoid.FrequentItemsValue;
import io.murmur.monoid.HllValue;
import io.murmur.monoid.KllValue;
import io.murmur.monoid.ThetaValue;
import java.util.Set;
import java.util.TreeSet;
import org.apache.datasketches.kll.KllDoublesSketch;

/**
 * Compares sketches of two tables by the bounds that they state.
 *
 * <ul>
 *   <li>HLL, Theta: the ranges of the true count overlap, each at two standard deviations (95%). A
 *       Theta sketch that has not begun to sample is exact, and then its items have to be the same.
 *   <li>KLL: count, minimum and maximum are exact and have to be the same; at 19 quantiles of each
 *       the ranks differ by at most twice the error of all ranks at once (99%): 3.3 points of a
 *       hundred for k 200.
 *   <li>Frequent items: the total is exact and has to be the same; the ranges of the weight of each
 *       tracked item overlap. These always hold.
 *   <li>Decayed sums: the time is that of the newest event and has to be the same, the sum within
 *       the tolerance of doubles.
 *   <li>All else (Bloom filters, whose bits depend on the items alone; a user's own kinds) has to
 *       be equal.
 * </ul>
 */
final class Sketches {

  private static final int DEVIATIONS = 2;
  private static final int QUANTILES = 20;

  private Sketches() {}

  /** Compares two values that are not {@code equals}. */
  static Verdict compare(Object live, Object shadow, double doubleTolerance) {
    if (live instanceof HllValue left && shadow instanceof HllValue right) {
      return counts(
          new Range(left.estimate(), left.lowerBound(DEVIATIONS), left.upperBound(DEVIATIONS)),
          new Range(right.estimate(), right.lowerBound(DEVIATIONS), right.upperBound(DEVIATIONS)));
    } else if (live instanceof ThetaValue left && shadow instanceof ThetaValue right) {
      return thetas(left, right);
    } else if (live instanceof KllValue left && shadow instanceof KllValue right) {
      return quantiles(left, right);
    } else if (live instanceof FrequentItemsValue left
        && shadow instanceof FrequentItemsValue right) {
      return frequentItems(left, right);
    } else if (live instanceof Decayed left && shadow instanceof Decayed right) {
      return decayed(left, right, doubleTolerance);
    }
    return Verdict.different(1, "the values are not equal");
  }

  private record Range(double estimate, double lower, double upper) {
    @Override
    public String toString() {
      return "%.1f (%.1f to %.1f)".formatted(estimate, lower, upper);
    }
  }

  private static Verdict counts(Range left, Range right) {
    if (left.lower() <= right.upper() && right.lower() <= left.upper()) {
      return Verdict.WITHIN_BOUNDS;
    }
    return Verdict.different(
        Values.part(left.estimate(), right.estimate()),
        "distinct counts of %s and %s".formatted(left, right));
  }

  private static Verdict thetas(ThetaValue left, ThetaValue right) {
    Range first =
        new Range(left.estimate(), left.lowerBound(DEVIATIONS), left.upperBound(DEVIATIONS));
    Range second =
        new Range(right.estimate(), right.lowerBound(DEVIATIONS), right.upperBound(DEVIATIONS));
    Verdict byCount = counts(first, second);
    boolean exact = first.lower() == first.upper() && second.lower() == second.upper();
    if (!byCount.equal() || !exact) {
      return byCount;
    }
    double onlyLeft = left.asSet().minus(right.asSet()).estimate();
    double onlyRight = right.asSet().minus(left.asSet()).estimate();
    if (onlyLeft + onlyRight == 0) {
      return Verdict.WITHIN_BOUNDS;
    }
    return Verdict.different(
        (onlyLeft + onlyRight) / left.asSet().union(right.asSet()).estimate(),
        "%.0f items only live, %.0f only in the shadow".formatted(onlyLeft, onlyRight));
  }

  private static Verdict quantiles(KllValue left, KllValue right) {
    if (left.count() != right.count()) {
      return Verdict.different(
          Values.part((double) left.count(), (double) right.count()),
          "%d and %d numbers".formatted(left.count(), right.count()));
    }
    if (!left.min().equals(right.min()) || !left.max().equals(right.max())) {
      return Verdict.different(
          1,
          "numbers from %s to %s and from %s to %s"
              .formatted(
                  left.min().orElse(Double.NaN),
                  left.max().orElse(Double.NaN),
                  right.min().orElse(Double.NaN),
                  right.max().orElse(Double.NaN)));
    }
    double bound =
        KllDoublesSketch.getNormalizedRankError(left.k(), true)
            + KllDoublesSketch.getNormalizedRankError(right.k(), true);
    double worst = 0;
    double at = 0;
    for (int i = 1; i < QUANTILES; i++) {
      for (KllValue side : new KllValue[] {left, right}) {
        double number = side.quantile((double) i / QUANTILES).orElseThrow();
        double distance =
            Math.abs(left.rank(number).orElseThrow() - right.rank(number).orElseThrow());
        if (distance > worst) {
          worst = distance;
          at = number;
        }
      }
    }
    return worst <= bound
        ? Verdict.WITHIN_BOUNDS
        : Verdict.different(
            worst,
            "the ranks of %s are %.4f and %.4f, more than %.4f apart"
                .formatted(at, left.rank(at).orElseThrow(), right.rank(at).orElseThrow(), bound));
  }

  private static Verdict frequentItems(FrequentItemsValue left, FrequentItemsValue right) {
    if (left.total() != right.total()) {
      return Verdict.different(
          Values.part((double) left.total(), (double) right.total()),
          "total weights of %d and %d".formatted(left.total(), right.total()));
    }
    Set<String> items = new TreeSet<>();
    left.top(Integer.MAX_VALUE).forEach(entry -> items.add(entry.item()));
    right.top(Integer.MAX_VALUE).forEach(entry -> items.add(entry.item()));
    Verdict all = Verdict.WITHIN_BOUNDS;
    for (String item : items) {
      long lower = left.lowerBound(item);
      long upper = left.upperBound(item);
      long otherLower = right.lowerBound(item);
      long otherUpper = right.upperBound(item);
      if (lower > otherUpper || otherLower > upper) {
        all =
            all.and(
                "item '" + item + "'",
                Verdict.different(
                    Values.part(
                        (double) Math.max(lower, otherLower), (double) Math.min(upper, otherUpper)),
                    "weights of %d to %d and %d to %d"
                        .formatted(lower, upper, otherLower, otherUpper)));
      }
    }
    return all;
  }

  private static Verdict decayed(Decayed left, Decayed right, double tolerance) {
    if (left.atMillis() != right.atMillis()) {
      return Verdict.different(
          1, "newest events at %d and %d ms".formatted(left.atMillis(), right.atMillis()));
    }
    double size = Values.part(left.value(), right.value());
    return size <= tolerance
        ? Verdict.WITHIN_BOUNDS
        : Verdict.different(size, "%s and %s".formatted(left.value(), right.value()));
  }
}
