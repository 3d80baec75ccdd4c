package io.murmur.flink.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.flink.extract.TimeSieve.Verdict;
import io.murmur.window.Windowing;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TimeSieveTest {

  private static final Instant JANUARY = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant FEBRUARY = Instant.parse("2026-02-01T00:00:00Z");
  private static final Windowing HOURS = Windowing.hours();

  @Test
  void aRangeHasItsBeginningAndNotItsEnd() {
    TimeSieve january =
        new TimeSieve(EventTimes.between(Optional.of(JANUARY), Optional.of(FEBRUARY)), HOURS);
    assertThat(verdict(january, JANUARY.minusMillis(1))).isEqualTo(Verdict.OUT_OF_RANGE);
    assertThat(verdict(january, JANUARY)).isEqualTo(Verdict.TAKEN);
    assertThat(verdict(january, FEBRUARY.minusMillis(1))).isEqualTo(Verdict.TAKEN);
    assertThat(verdict(january, FEBRUARY)).isEqualTo(Verdict.OUT_OF_RANGE);
  }

  @Test
  void aRangeMayBeOpenToOneSideOrBoth() {
    TimeSieve until =
        new TimeSieve(EventTimes.between(Optional.empty(), Optional.of(JANUARY)), HOURS);
    assertThat(verdict(until, Instant.EPOCH)).isEqualTo(Verdict.TAKEN);
    assertThat(verdict(until, JANUARY)).isEqualTo(Verdict.OUT_OF_RANGE);
    TimeSieve from =
        new TimeSieve(EventTimes.between(Optional.of(JANUARY), Optional.empty()), HOURS);
    assertThat(verdict(from, Instant.EPOCH)).isEqualTo(Verdict.OUT_OF_RANGE);
    assertThat(verdict(from, FEBRUARY)).isEqualTo(Verdict.TAKEN);
    assertThat(verdict(new TimeSieve(EventTimes.ALL, HOURS), Instant.EPOCH))
        .isEqualTo(Verdict.TAKEN);
  }

  @Test
  void anEmptyRangeIsRefused() {
    assertThatThrownBy(() -> EventTimes.between(Optional.of(JANUARY), Optional.of(JANUARY)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("from 2026-01-01T00:00:00Z to 2026-01-01T00:00:00Z is empty");
  }

  @Property
  void theBucketsThatExpiredAreThoseOfTheWindowing(
      @ForAll @IntRange(min = 1, max = 10_000) int retention,
      @ForAll @IntRange(min = 0, max = 1_000_000_000) int nowMillis,
      @ForAll @IntRange(min = -1_000_000, max = 1_000_000_000) int eventMillis) {
    Windowing windowing =
        Windowing.of(Duration.ofSeconds(7)).retainedFor(Duration.ofMillis(retention));
    Instant now = Instant.ofEpochMilli(nowMillis);
    TimeSieve sieve = new TimeSieve(EventTimes.ALL.unexpiredAt(now), windowing);
    // Near the border, too.
    for (long millis : new long[] {eventMillis, nowMillis - retention - eventMillis % 20_000}) {
      assertThat(verdict(sieve, Instant.ofEpochMilli(millis)))
          .isEqualTo(
              windowing.expired(windowing.bucketOf(millis), now) ? Verdict.EXPIRED : Verdict.TAKEN);
    }
  }

  @Test
  void whatIsKeptForEverNeverExpires() {
    assertThat(verdict(new TimeSieve(EventTimes.ALL.unexpiredAt(FEBRUARY), HOURS), Instant.EPOCH))
        .isEqualTo(Verdict.TAKEN);
    assertThat(
            verdict(
                new TimeSieve(EventTimes.ALL.unexpiredAt(FEBRUARY), Windowing.none()),
                Instant.EPOCH))
        .isEqualTo(Verdict.TAKEN);
  }

  private static Verdict verdict(TimeSieve sieve, Instant time) {
    boolean taken = sieve.test(time.toEpochMilli());
    assertThat(taken).isEqualTo(sieve.latest() == Verdict.TAKEN);
    return sieve.latest();
  }
}
