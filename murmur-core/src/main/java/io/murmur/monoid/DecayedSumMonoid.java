package io.murmur.monoid;

import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Exponentially decayed sums: a part {@code x} added at time {@code s} weighs {@code x ·
 * 2^(-(t-s)/halfLife)} at time {@code t}. Two sums combine at the later of their times, so the
 * order in which parts arrive does not matter.
 *
 * <p>Associative up to the rounding of a double, a relative error of about 1e-15 for each step. A
 * part that is more than about 1,000 half-lives older than the newest weighs nothing. An event with
 * a time far in the future makes all others fade: filter such events.
 *
 * <p>Forward decay: Cormode, Shkapenyuk, Srivastava, Xu, "Forward Decay", ICDE 2009.
 */
public final class DecayedSumMonoid implements Group<Decayed> {

  private static final long serialVersionUID = 1L;

  private final long halfLifeMillis;

  DecayedSumMonoid(Duration halfLife) {
    if (halfLife.toMillis() <= 0) {
      throw new IllegalArgumentException(
          "a half-life must be at least one millisecond, was " + halfLife);
    }
    this.halfLifeMillis = halfLife.toMillis();
  }

  /** What an event adds: a weight at its time in milliseconds since the epoch. */
  public Decayed lift(double weight, long eventTimeMillis) {
    return new Decayed(weight, eventTimeMillis);
  }

  /**
   * What a sum has come down to at a time in milliseconds since the epoch. At a time before its
   * newest part it is the sum as it stands: what came later cannot be taken out.
   */
  public double valueAt(Decayed sum, long millis) {
    return millis <= sum.atMillis() ? sum.value() : sum.value() * weight(sum.atMillis(), millis);
  }

  /** How long it takes until half of the weight is lost. */
  public Duration halfLife() {
    return Duration.ofMillis(halfLifeMillis);
  }

  @Override
  public Decayed identity() {
    return Decayed.NOTHING;
  }

  @Override
  public Decayed combine(Decayed left, Decayed right) {
    if (left.value() == 0) {
      return right;
    }
    if (right.value() == 0) {
      return left;
    }
    boolean leftIsLater = left.atMillis() >= right.atMillis();
    Decayed later = leftIsLater ? left : right;
    Decayed earlier = leftIsLater ? right : left;
    double sum = sumAt(later.value(), later.atMillis(), earlier.value(), earlier.atMillis());
    return new Decayed(sum, later.atMillis());
  }

  @Override
  public Decayed inverse(Decayed value) {
    return new Decayed(-value.value(), value.atMillis());
  }

  @Override
  public Accumulator<Decayed> accumulator() {
    return new Running();
  }

  @Override
  public Structure structure() {
    SortedMap<String, String> parameters = new TreeMap<>();
    parameters.put("halfLifeMillis", Long.toString(halfLifeMillis));
    return new Structure.Opaque("decayedSum", parameters);
  }

  @Override
  public Codec<Decayed> codec() {
    return new DecayedCodec();
  }

  private double sumAt(double later, long laterAt, double earlier, long earlierAt) {
    double sum = later + earlier * weight(earlierAt, laterAt);
    if (!Double.isFinite(sum)) {
      throw new ArithmeticException(
          "the decayed sum of "
              + later
              + " and "
              + earlier
              + " exceeds a double; nothing was added");
    }
    return sum;
  }

  private double weight(long from, long to) {
    // As doubles: a difference of longs may overflow.
    return Math.pow(2, ((double) from - (double) to) / halfLifeMillis);
  }

  private final class Running extends StagedAccumulator<Decayed> {
    private double sum;
    private long at = Long.MIN_VALUE;
    private double nextSum;
    private long nextAt;

    @Override
    void stage(Decayed value) {
      nextAt = Math.max(at, value.atMillis());
      if (value.atMillis() >= at) {
        nextSum = sum == 0 ? value.value() : sumAt(value.value(), value.atMillis(), sum, at);
      } else {
        nextSum = value.value() == 0 ? sum : sumAt(sum, at, value.value(), value.atMillis());
      }
    }

    @Override
    void commit() {
      sum = nextSum;
      at = nextSum == 0 ? Long.MIN_VALUE : nextAt;
    }

    @Override
    public Decayed value() {
      return new Decayed(sum, at);
    }

    @Override
    public void reset() {
      sum = 0;
      at = Long.MIN_VALUE;
    }
  }

  /** The sum, then its time. */
  private record DecayedCodec() implements VersionedCodec<Decayed> {
    @Override
    public void write(ByteWriter out, Decayed value) {
      out.writeDouble(value.value());
      out.writeLong(value.atMillis());
    }

    @Override
    public Decayed read(ByteReader in) {
      double sum = in.readDouble();
      long at = in.readLong();
      if (sum == 0 && at != Long.MIN_VALUE) {
        throw new CorruptValueException("an empty decayed sum has no time, this one has " + at);
      }
      return new Decayed(sum, at);
    }
  }
}
