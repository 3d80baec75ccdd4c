package io.murmur.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.state.Key;
import io.murmur.window.Windowing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class InMemoryRunnerTest {

  private static final Pipeline<Long, Long> BY_REST =
      Pipeline.named("rests")
          .of(Long.class)
          .eventId(number -> Long.toString(number))
          .key(number -> "rest-" + number % 3)
          .sumLong(number -> number)
          .build();

  @Test
  void oneToSixByTheirRestModuloThreeGiveNineFiveAndSeven() {
    assertThat(InMemoryRunner.run(BY_REST, List.of(1L, 2L, 3L, 4L, 5L, 6L)))
        .isEqualTo(
            Map.of(
                Key.allTime("rest-0"), 9L, Key.allTime("rest-1"), 5L, Key.allTime("rest-2"), 7L));
  }

  @Test
  void anEventThatComesTwiceCountsTwiceUnlessIdsAreDistinct() {
    List<Long> redelivered = List.of(1L, 1L, 2L, 1L);
    assertThat(InMemoryRunner.run(BY_REST, redelivered))
        .isEqualTo(Map.of(Key.allTime("rest-1"), 3L, Key.allTime("rest-2"), 2L));
    assertThat(InMemoryRunner.runDistinct(BY_REST, redelivered))
        .isEqualTo(Map.of(Key.allTime("rest-1"), 1L, Key.allTime("rest-2"), 2L));
  }

  @Test
  void withoutAnEventIdThePlaceIsTheIdSoEqualEventsAreDistinct() {
    Pipeline<String, Long> words =
        Pipeline.named("words").of(String.class).key(word -> word).count().build();
    assertThat(InMemoryRunner.runDistinct(words, List.of("a", "a", "b")))
        .isEqualTo(Map.of(Key.allTime("a"), 2L, Key.allTime("b"), 1L));
  }

  @Test
  void tenDaysWithOneEventLessForEachDayAgoSumUpAsTheyShould() {
    Instant now = Instant.parse("2026-11-20T15:20:00Z");
    List<Instant> events = new ArrayList<>();
    for (int ago = 0; ago < 10; ago++) {
      for (int n = 0; n < 10 - ago; n++) {
        events.add(now.minus(Duration.ofDays(ago)).minusSeconds(n));
      }
    }
    Pipeline<Instant, Long> perDay =
        Pipeline.named("per-day")
            .of(Instant.class)
            .eventTime(Instant::toEpochMilli)
            .key(event -> "all")
            .window(Windowing.days())
            .count()
            .build();
    Map<Key, Long> totals = InMemoryRunner.run(perDay, events);
    long[] days = {1, 2, 3, 7, 10, 30};
    long[] sums = {10, 19, 27, 49, 55, 55};
    for (int i = 0; i < days.length; i++) {
      LongStream buckets = perDay.windowing().trailing(Duration.ofDays(days[i]), now).stream();
      List<Long> found =
          buckets
              .mapToObj(day -> totals.getOrDefault(new Key("all", day), perDay.monoid().identity()))
              .toList();
      assertThat(perDay.monoid().combineAll(found)).as("last " + days[i]).isEqualTo(sums[i]);
    }
  }

  @Test
  void aSumThatDoesNotFitStopsTheRun() {
    assertThatThrownBy(() -> InMemoryRunner.run(BY_REST, List.of(Long.MAX_VALUE, 4L)))
        .isInstanceOf(ArithmeticException.class);
  }
}
