package io.murmur.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.murmur.testing.Serialized;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class WindowingTest {

  private static final Windowing HOURS = Windowing.hours();
  private static final Windowing DAYS = Windowing.days();

  @Test
  void aBucketBeginsAtItsStartAndEndsBeforeTheNext() {
    assertThat(HOURS.bucketOf(Instant.parse("2026-03-01T13:00:00Z")))
        .isEqualTo(HOURS.bucketOf(Instant.parse("2026-03-01T13:59:59.999999999Z")))
        .isEqualTo(HOURS.bucketOf(Instant.parse("2026-03-01T12:59:59.999Z")) + 1);
    long bucket = HOURS.bucketOf(Instant.parse("2026-03-01T13:30:00Z"));
    assertThat(HOURS.startOf(bucket)).isEqualTo("2026-03-01T13:00:00Z");
    assertThat(HOURS.endOf(bucket)).isEqualTo("2026-03-01T14:00:00Z");
  }

  @Test
  void bucketsBefore1970AreNoDifferent() {
    assertThat(DAYS.bucketOf(Instant.parse("1969-12-31T23:59:59.999Z"))).isEqualTo(-1);
    assertThat(DAYS.bucketOf(Instant.parse("1969-12-31T23:59:59.999999999Z"))).isEqualTo(-1);
    assertThat(DAYS.bucketOf(Instant.parse("1969-12-31T00:00:00Z"))).isEqualTo(-1);
    assertThat(DAYS.bucketOf(Instant.parse("1969-12-30T23:59:59.999Z"))).isEqualTo(-2);
    assertThat(DAYS.startOf(-1)).isEqualTo("1969-12-31T00:00:00Z");
    assertThat(DAYS.bucketOf(0)).isZero();
    assertThat(DAYS.retainedFor(Duration.ofMillis(1)).expiresAtEpochSecond(-2)).hasValue(-86_399);
  }

  @Test
  void aDayIsADayInUtcWhateverTheClocksDo() {
    // Central Europe set its clocks forward in this night.
    assertThat(DAYS.bucketOf(Instant.parse("2026-03-29T00:00:00Z")))
        .isEqualTo(DAYS.bucketOf(Instant.parse("2026-03-29T23:59:59Z")));
  }

  @Test
  void anySizeOfWholeMillisecondsWorks() {
    Windowing odd = Windowing.of(Duration.ofMillis(777));
    for (long millis : new long[] {-778, -777, -776, -1, 0, 776, 777, 1_000_000_007L}) {
      long bucket = odd.bucketOf(millis);
      assertThat(odd.startOf(bucket).toEpochMilli()).isLessThanOrEqualTo(millis);
      assertThat(odd.endOf(bucket).toEpochMilli()).isGreaterThan(millis);
    }
    assertThat(Windowing.of(Duration.ofDays(7)).canonical()).isEqualTo("PT168H");
  }

  @Test
  void sizesAndRetentionsThatMakeNoSenseAreRefused() {
    for (Duration bad :
        List.of(
            Duration.ZERO,
            Duration.ofHours(-1),
            Duration.ofNanos(1),
            Duration.ofNanos(1_500_000))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Windowing.of(bad))
          .withMessageContaining("window size");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> HOURS.retainedFor(bad))
          .withMessageContaining("retention");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> HOURS.trailing(bad, Instant.EPOCH))
          .withMessageContaining("span");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Windowing.none().retainedFor(Duration.ofDays(1)))
        .withMessageContaining("never expires");
  }

  @Test
  void aBucketGoesWhenItsEndPlusTheRetentionHasPassedAndNotBefore() {
    Windowing kept = HOURS.retainedFor(Duration.ofDays(30));
    long bucket = kept.bucketOf(Instant.parse("2026-03-01T13:30:00Z"));
    Instant expiry = Instant.parse("2026-03-31T14:00:00Z");
    assertThat(kept.expiresAtEpochSecond(bucket)).hasValue(expiry.getEpochSecond());
    assertThat(kept.expired(bucket, expiry.minusMillis(1))).isFalse();
    assertThat(kept.expired(bucket, expiry)).isTrue();
    assertThat(HOURS.expiresAtEpochSecond(bucket)).isEmpty();
    assertThat(HOURS.expired(bucket, Instant.MAX)).isFalse();
    assertThat(Windowing.none().expiresAtEpochSecond(0)).isEmpty();
  }

  @Test
  void anExpiryWithinASecondIsRoundedUp() {
    Windowing kept = Windowing.of(Duration.ofMillis(1)).retainedFor(Duration.ofMillis(1));
    assertThat(kept.expiresAtEpochSecond(0)).hasValue(1);
    assertThat(kept.expiresAtEpochSecond(998)).hasValue(1);
    assertThat(kept.expiresAtEpochSecond(999)).hasValue(2);
  }

  @Test
  void theLastDaysEndWithToday() {
    Instant now = Instant.parse("2026-11-20T15:20:00Z");
    long today = DAYS.bucketOf(now);
    // Ten days, and i days ago there were 10-i events.
    long[] days = {1, 2, 3, 7, 10, 30};
    long[] sums = {10, 19, 27, 49, 55, 55};
    for (int i = 0; i < days.length; i++) {
      BucketRange range = DAYS.trailing(Duration.ofDays(days[i]), now);
      assertThat(range.count()).isEqualTo(days[i]);
      assertThat(range.last()).isEqualTo(today);
      long sum = range.stream().map(day -> Math.max(0, 10 - (today - day))).sum();
      assertThat(sum).as("last " + days[i] + " days").isEqualTo(sums[i]);
    }
  }

  @Test
  void aTrailingSpanTakesAsManyBucketsAsItFillsRoundedUp() {
    Instant now = Instant.parse("2026-11-20T15:20:00Z");
    BucketRange lastDay = HOURS.trailing(Duration.ofHours(24), now);
    assertThat(HOURS.startOf(lastDay.first())).isEqualTo("2026-11-19T16:00:00Z");
    assertThat(HOURS.endOf(lastDay.last())).isEqualTo("2026-11-20T16:00:00Z");
    assertThat(DAYS.trailing(Duration.ofHours(24), now).count()).isEqualTo(1);
    assertThat(DAYS.trailing(Duration.ofHours(25), now).count()).isEqualTo(2);
    assertThat(DAYS.trailing(Duration.ofMillis(1), now).count()).isEqualTo(1);
    Instant edge = Instant.parse("2026-11-20T15:00:00Z");
    assertThat(HOURS.startOf(HOURS.trailing(Duration.ofHours(1), edge).first())).isEqualTo(edge);
  }

  @Test
  void aRangeTakesEveryBucketThatItTouchesAndNoOther() {
    Instant one = Instant.parse("2026-11-20T13:00:00Z");
    Instant three = Instant.parse("2026-11-20T15:00:00Z");
    assertThat(HOURS.overlapping(one, three).count()).isEqualTo(2);
    assertThat(HOURS.overlapping(one, three.plusNanos(1)).count()).isEqualTo(3);
    assertThat(HOURS.overlapping(one.minusNanos(1), three).count()).isEqualTo(3);
    assertThat(HOURS.overlapping(one, one.plusNanos(1)).count()).isEqualTo(1);
    assertThat(DAYS.overlapping(Instant.parse("1969-12-31T12:00:00Z"), Instant.EPOCH))
        .isEqualTo(new BucketRange(-1, -1));
    for (Instant end : List.of(one, one.minusMillis(1))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> HOURS.overlapping(one, end))
          .withMessageContaining("empty");
    }
  }

  @Test
  void withoutWindowsThereIsOneBucketAndNoSpans() {
    Windowing none = Windowing.none();
    assertThat(none.bucketOf(Instant.EPOCH.plusSeconds(1))).isZero();
    assertThat(none.bucketOf(Long.MIN_VALUE)).isZero();
    assertThat(none.windowed()).isFalse();
    assertThat(none.size()).isEmpty();
    assertThat(none.canonical()).isEqualTo("none");
    assertThatIllegalArgumentException().isThrownBy(() -> none.startOf(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> none.trailing(Duration.ofDays(1), Instant.EPOCH))
        .withMessageContaining("no windows");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> none.overlapping(Instant.EPOCH, Instant.MAX));
  }

  @Test
  void isAValue() {
    Windowing kept = HOURS.retainedFor(Duration.ofDays(1));
    assertThat(Serialized.copy(kept)).isEqualTo(kept).hasSameHashCodeAs(kept);
    assertThat(kept).isNotEqualTo(HOURS).hasToString("PT1H kept PT24H");
    assertThat(kept.canonical()).as("the buckets are the same").isEqualTo(HOURS.canonical());
    assertThat(kept.size()).contains(Duration.ofHours(1));
    assertThat(kept.retention()).contains(Duration.ofDays(1));
    assertThat(Windowing.minutes().size()).contains(Duration.ofMinutes(1));
    assertThat(Serialized.copy(Windowing.none())).isEqualTo(Windowing.none());
  }

  @Test
  void aRangeOfBucketsHasBothEnds() {
    assertThat(new BucketRange(-2, 1).stream().boxed())
        .containsExactlyElementsOf(LongStream.of(-2, -1, 0, 1).boxed().toList());
    assertThat(new BucketRange(5, 5).count()).isEqualTo(1);
    assertThatIllegalArgumentException().isThrownBy(() -> new BucketRange(1, 0));
  }
}
