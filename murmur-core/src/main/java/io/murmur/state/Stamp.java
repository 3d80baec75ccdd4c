package io.murmur.state;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * The place of a merge in its writer's order: (generation, restart, sequence), compared in that
 * order. The last two together are the epoch.
 *
 * <p>As one number it is {@code generation·10^24 + restart·10^12 + sequence}, which fits the 38
 * digits of a DynamoDB number.
 *
 * @param generation which submission of the job, from the control table; 0 to 10^14 - 1
 * @param restart which checkpoint the run of this generation was restored from, 0 for none; 0 to
 *     10^12 - 1
 * @param sequence counts the epochs since then; 0 to 10^12 - 1
 */
public record Stamp(long generation, long restart, long sequence) implements Comparable<Stamp> {

  private static final long MAX_GENERATION = 100_000_000_000_000L;
  private static final long RADIX = 1_000_000_000_000L;
  private static final BigInteger BIG_RADIX = BigInteger.valueOf(RADIX);

  /** Checks the bounds. */
  public Stamp {
    check("generation", generation, MAX_GENERATION);
    check("restart", restart, RADIX);
    check("sequence", sequence, RADIX);
  }

  /** This stamp as one number of at most 38 digits that keeps the order. */
  public BigDecimal toNumber() {
    BigInteger number =
        BigInteger.valueOf(generation).multiply(BIG_RADIX).add(BigInteger.valueOf(restart));
    return new BigDecimal(number.multiply(BIG_RADIX).add(BigInteger.valueOf(sequence)));
  }

  /**
   * The stamp that a number stands for.
   *
   * @throws IllegalArgumentException if the number is not a stamp
   */
  public static Stamp ofNumber(BigDecimal number) {
    try {
      BigInteger[] low = number.toBigIntegerExact().divideAndRemainder(BIG_RADIX);
      BigInteger[] high = low[0].divideAndRemainder(BIG_RADIX);
      return new Stamp(high[0].longValueExact(), high[1].longValueExact(), low[1].longValueExact());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("not a fence stamp: " + number, e);
    }
  }

  @Override
  public int compareTo(Stamp other) {
    int byGeneration = Long.compare(generation, other.generation);
    if (byGeneration != 0) {
      return byGeneration;
    }
    int byRestart = Long.compare(restart, other.restart);
    return byRestart != 0 ? byRestart : Long.compare(sequence, other.sequence);
  }

  private static void check(String name, long value, long bound) {
    if (value < 0 || value >= bound) {
      throw new IllegalArgumentException(
          name + " of a stamp must be from 0 to " + (bound - 1) + ", was " + value);
    }
  }
}
