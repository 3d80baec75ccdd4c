package io.murmur.window;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a pipeline cuts time: not at all, or into buckets of one size that begin at multiples of it
 * since the epoch (UTC).
 *
 * <p>Bucket {@code b} holds the event times {@code t} with {@code b·size <= t < (b+1)·size}; so
 * {@code b = floor(t / size)}, also before 1970. A bucket may go (time to live) when its end plus
 * the retention has passed; that does not depend on when anything was written.
 */
public final class Windowing implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final Windowing NONE = new Windowing(0, -1);

  /** Milliseconds; 0 for no windows. */
  private final long sizeMillis;

  /** Milliseconds; -1 for ever. */
  private final long retentionMillis;

  private Windowing(long sizeMillis, long retentionMillis) {
    this.sizeMillis = sizeMillis;
    this.retentionMillis = retentionMillis;
  }

  /** No windows: one all-time aggregate for each entity, in bucket 0, kept for ever. */
  public static Windowing none() {
    return NONE;
  }

  /** Buckets of a minute. */
  public static Windowing minutes() {
    return of(Duration.ofMinutes(1));
  }

  /** Buckets of an hour. */
  public static Windowing hours() {
    return of(Duration.ofHours(1));
  }

  /** Buckets of 24 hours that begin at midnight UTC. */
  public static Windowing days() {
    return of(Duration.ofDays(1));
  }

  /**
   * Buckets of any size.
   *
   * @throws IllegalArgumentException if the size is not a positive number of whole milliseconds
   */
  public static Windowing of(Duration size) {
    return new Windowing(millis("window size", size), -1);
  }

  /**
   * The same buckets, kept until this long after their end.
   *
   * @throws IllegalArgumentException if the retention is not a positive number of whole
   *     milliseconds, or there are no windows
   */
  public Windowing retainedFor(Duration retention) {
    if (!windowed()) {
      throw new IllegalArgumentException(
          "a retention needs windows: an all-time aggregate never expires");
    }
    return new Windowing(sizeMillis, millis("retention", retention));
  }

  /** Whether there are buckets. */
  public boolean windowed() {
    return sizeMillis > 0;
  }

  /** The length of a bucket; empty without windows. */
  public Optional<Duration> size() {
    return windowed() ? Optional.of(Duration.ofMillis(sizeMillis)) : Optional.empty();
  }

  /** How long a bucket is kept after its end; empty for ever. */
  public Optional<Duration> retention() {
    return retentionMillis < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(retentionMillis));
  }

  /** The bucket of an event time in milliseconds since the epoch; 0 without windows. */
  public long bucketOf(long eventTimeMillis) {
    return windowed() ? Math.floorDiv(eventTimeMillis, sizeMillis) : 0;
  }

  /** The bucket of an event time; 0 without windows. */
  public long bucketOf(Instant eventTime) {
    return bucketOf(eventTime.toEpochMilli());
  }

  /** The first instant of a bucket. */
  public Instant startOf(long bucket) {
    return Instant.ofEpochMilli(Math.multiplyExact(bucket, requireSize()));
  }

  /** The first instant after a bucket. */
  public Instant endOf(long bucket) {
    return startOf(Math.addExact(bucket, 1));
  }

  /** When a bucket may go, in seconds since the epoch, rounded up; empty for never. */
  public OptionalLong expiresAtEpochSecond(long bucket) {
    if (retentionMillis < 0) {
      return OptionalLong.empty();
    }
    long millis = Math.addExact(endOf(bucket).toEpochMilli(), retentionMillis);
    return OptionalLong.of(-Math.floorDiv(-millis, 1000L));
  }

  /** Whether a bucket may be gone at an instant. */
  public boolean expired(long bucket, Instant now) {
    OptionalLong at = expiresAtEpochSecond(bucket);
    return at.isPresent() && at.getAsLong() <= now.getEpochSecond();
  }

  /**
   * The buckets of "the last {@code span}" at an instant: the {@code ceil(span / size)} buckets
   * that end with the one the instant lies in.
   *
   * <p>The newest of them is still filling, so with buckets of an hour "the last 24 h" at 15:20 is
   * from 16:00 of the day before until now, and with buckets of a day "the last 24 h" is today. For
   * at least the whole span use {@link #overlapping}.
   *
   * @throws IllegalArgumentException if the span is not positive or there are no windows
   */
  public BucketRange trailing(Duration span, Instant now) {
    long spanMillis = millis("span", span);
    long buckets = -Math.floorDiv(-spanMillis, requireSize());
    long last = bucketOf(now);
    return new BucketRange(Math.addExact(last, 1 - buckets), last);
  }

  /**
   * All buckets that share an instant with {@code [from, to)}; the first and the last may reach
   * beyond it.
   *
   * @throws IllegalArgumentException if {@code to} is not after {@code from}, or there are no
   *     windows
   */
  public BucketRange overlapping(Instant from, Instant to) {
    requireSize();
    if (!to.isAfter(from)) {
      throw new IllegalArgumentException("the range from " + from + " to " + to + " is empty");
    }
    return new BucketRange(bucketOf(from), bucketOf(to.minusNanos(1)));
  }

  /**
   * One line of text that tells this windowing from every other with different buckets: {@code
   * none} or the size, for example {@code PT1H}.
   */
  public String canonical() {
    return windowed() ? Duration.ofMillis(sizeMillis).toString() : "none";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Windowing that
        && sizeMillis == that.sizeMillis
        && retentionMillis == that.retentionMillis;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(sizeMillis * 31 + retentionMillis);
  }

  @Override
  public String toString() {
    return canonical() + retention().map(r -> " kept " + r).orElse("");
  }

  private long requireSize() {
    if (!windowed()) {
      throw new IllegalArgumentException("this pipeline has no windows");
    }
    return sizeMillis;
  }

  private static long millis(String what, Duration duration) {
    if (duration.isNegative() || duration.isZero() || duration.toNanosPart() % 1_000_000 != 0) {
      throw new IllegalArgumentException(
          what + " must be a positive number of whole milliseconds, was " + duration);
    }
    return duration.toMillis();
  }
}
