package io.murmur.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TickWatchTest {

  private static final long TICK = 1_000_000_000;

  private final AtomicLong now = new AtomicLong(5);
  private final AtomicLong looks = new AtomicLong();
  private final TickWatch watch =
      new TickWatch(
          TICK,
          () -> {
            looks.incrementAndGet();
            return now.get();
          });

  @Test
  void slowEventsAreEachLookedAt() {
    watch.start();
    for (int n = 1; n < 100; n++) {
      now.addAndGet(TICK / 100);
      assertThat(watch.passedAtEvent()).isFalse();
    }
    now.addAndGet(TICK / 100);
    assertThat(watch.passedAtEvent()).isTrue();
    assertThat(looks).hasValue(101);
  }

  @Test
  void fastEventsCostALookForSixteenAndTheTickIsAtMostSoManyLate() {
    watch.start();
    long events = 0;
    while (!watch.passedAtEvent()) {
      now.addAndGet(1000);
      events++;
    }
    assertThat(events).isBetween(TICK / 1000, TICK / 1000 + 16);
    assertThat(looks.get()).isBetween(events / 16, events / 16 + 3);
  }

  @Test
  void whenFastEventsBecomeSlowTheTickIsAtMostSixteenEventsLate() {
    watch.start();
    for (int n = 0; n < 100; n++) {
      now.addAndGet(10);
      assertThat(watch.passedAtEvent()).isFalse();
    }
    int late = 0;
    do {
      now.addAndGet(TICK);
      late++;
    } while (!watch.passedAtEvent());
    assertThat(late).isBetween(1, 16);
  }

  @Test
  void itBeginsAgainWithEachBatch() {
    watch.start();
    now.addAndGet(TICK);
    assertThat(watch.passed()).isTrue();
    watch.start();
    assertThat(watch.passed()).isFalse();
    assertThat(watch.passedAtEvent()).isFalse();
  }

  @Test
  void aTickOfZeroNeverPassesAndNeverLooks() {
    var never = new TickWatch(0, () -> looks.incrementAndGet());
    never.start();
    assertThat(never.passedAtEvent() || never.passed()).isFalse();
    assertThat(looks).hasValue(0);
  }
}
