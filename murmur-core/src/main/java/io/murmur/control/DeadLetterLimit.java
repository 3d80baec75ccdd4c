package io.murmur.control;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * How many dead letters a run may have. Dead letters are records that cannot be counted and merges
 * that can never succeed; a merge is one, however many records are in it.
 *
 * <p>What is judged is {@link RunProgress}: all that the run counted, over its submissions and
 * restarts, each once.
 */
public sealed interface DeadLetterLimit extends Serializable {

  /** How limits are written. */
  Pattern FORM = Pattern.compile("[0-9]{1,15}|[0-9]{1,2}(\\.[0-9]{1,6})?%");

  /** The same in words, after "must be". */
  String FORM_IN_WORDS = "a number such as 1000, or a share of all records such as 0.5%";

  /** How many records have to be read before a share of them says anything, unless that is all. */
  long LEAST_READ = 1_000;

  /** Whether a run that got so far has more dead letters than it may have. */
  boolean passedBy(RunProgress progress);

  /**
   * So many.
   *
   * @param letters zero or more
   */
  record Count(long letters) implements DeadLetterLimit {

    /** Checks the bound. */
    public Count {
      if (letters < 0) {
        throw new IllegalArgumentException(
            "a run has no fewer than 0 dead letters, and may not have " + letters);
      }
    }

    @Override
    public boolean passedBy(RunProgress progress) {
      return progress.deadRecords() + progress.deadMerges() > letters;
    }

    @Override
    public String toString() {
      return Long.toString(letters);
    }
  }

  /**
   * A share of the records that were read. It is judged once {@value #LEAST_READ} records were
   * read, and when the source came to its end.
   *
   * @param percent above 0 and below 100
   */
  record Share(BigDecimal percent) implements DeadLetterLimit {

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /** Checks the bounds. */
    public Share {
      percent = percent.stripTrailingZeros();
      if (percent.signum() == 0) {
        throw new IllegalArgumentException("0 percent allows none: say 0");
      }
      if (percent.signum() < 0 || percent.compareTo(HUNDRED) >= 0) {
        throw new IllegalArgumentException(
            "a share of dead letters is above 0 and below 100 percent, not "
                + percent.toPlainString());
      }
    }

    @Override
    public boolean passedBy(RunProgress progress) {
      return (progress.read() >= LEAST_READ || progress.endedAfter().isPresent())
          && BigDecimal.valueOf(progress.deadRecords() + progress.deadMerges())
                  .multiply(HUNDRED)
                  .compareTo(percent.multiply(BigDecimal.valueOf(progress.read())))
              > 0;
    }

    @Override
    public String toString() {
      return percent.toPlainString() + "%";
    }
  }

  /** At most so many. */
  static DeadLetterLimit of(long letters) {
    return new Count(letters);
  }

  /** At most so many in a hundred records. */
  static DeadLetterLimit percent(double percent) {
    return new Share(BigDecimal.valueOf(percent));
  }

  /**
   * Reads a limit: {@code 1000}, or {@code 0.5%} of the records that are read.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static DeadLetterLimit parse(String text) {
    if (!FORM.matcher(Objects.requireNonNull(text, "text")).matches()) {
      throw new IllegalArgumentException("must be " + FORM_IN_WORDS + ", not '" + text + "'");
    }
    return text.endsWith("%")
        ? new Share(new BigDecimal(text.substring(0, text.length() - 1)))
        : new Count(Long.parseLong(text));
  }
}
