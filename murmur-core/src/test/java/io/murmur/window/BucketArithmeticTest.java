package io.murmur.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/** Bucket arithmetic at random times and sizes, before and after 1970. */
class BucketArithmeticTest {

  private static final long MILLENNIUM = 31_556_952_000_000L;
  private static final long DECADE = 315_569_520_000L;

  @Property(tries = 1000)
  void everyInstantIsInTheBucketThatItIsGiven(
      @ForAll @LongRange(min = -MILLENNIUM, max = MILLENNIUM) long millis,
      @ForAll @LongRange(min = 1, max = DECADE) long size) {
    Windowing windowing = Windowing.of(Duration.ofMillis(size));
    long bucket = windowing.bucketOf(millis);
    assertThat(windowing.startOf(bucket).toEpochMilli()).isLessThanOrEqualTo(millis);
    assertThat(windowing.endOf(bucket).toEpochMilli()).isGreaterThan(millis);
    assertThat(windowing.endOf(bucket)).isEqualTo(windowing.startOf(bucket + 1));
    assertThat(windowing.bucketOf(windowing.startOf(bucket))).isEqualTo(bucket);
    assertThat(windowing.bucketOf(windowing.endOf(bucket).minusNanos(1))).isEqualTo(bucket);
  }

  @Property(tries = 1000)
  void aTrailingSpanReachesBackLessThanOneBucketShortOfItself(
      @ForAll @LongRange(min = -MILLENNIUM, max = MILLENNIUM) long now,
      @ForAll @LongRange(min = 1, max = DECADE) long size,
      @ForAll @LongRange(min = 1, max = DECADE) long span) {
    Windowing windowing = Windowing.of(Duration.ofMillis(size));
    BucketRange range = windowing.trailing(Duration.ofMillis(span), Instant.ofEpochMilli(now));
    assertThat(range.last()).isEqualTo(windowing.bucketOf(now));
    assertThat(range.count() * size).isBetween(span, span + size - 1);
  }

  @Property(tries = 1000)
  void overlappingBucketsCoverTheRange(
      @ForAll @LongRange(min = -MILLENNIUM, max = MILLENNIUM) long from,
      @ForAll @LongRange(min = 1, max = DECADE) long length,
      @ForAll @LongRange(min = 1, max = DECADE) long size) {
    Windowing windowing = Windowing.of(Duration.ofMillis(size));
    BucketRange range =
        windowing.overlapping(Instant.ofEpochMilli(from), Instant.ofEpochMilli(from + length));
    assertThat(windowing.startOf(range.first()).toEpochMilli()).isLessThanOrEqualTo(from);
    assertThat(windowing.endOf(range.first()).toEpochMilli()).isGreaterThan(from);
    assertThat(windowing.startOf(range.last()).toEpochMilli()).isLessThan(from + length);
    assertThat(windowing.endOf(range.last()).toEpochMilli()).isGreaterThanOrEqualTo(from + length);
  }

  @Property(tries = 1000)
  void anExpiryIsTheFirstSecondThatIsNotTooEarly(
      @ForAll @LongRange(min = -MILLENNIUM, max = MILLENNIUM) long millis,
      @ForAll @LongRange(min = 1, max = DECADE) long size,
      @ForAll @LongRange(min = 1, max = DECADE) long retention) {
    Windowing windowing =
        Windowing.of(Duration.ofMillis(size)).retainedFor(Duration.ofMillis(retention));
    long bucket = windowing.bucketOf(millis);
    long exact = windowing.endOf(bucket).toEpochMilli() + retention;
    long second = windowing.expiresAtEpochSecond(bucket).orElseThrow();
    assertThat(second * 1000).isBetween(exact, exact + 999);
  }
}
