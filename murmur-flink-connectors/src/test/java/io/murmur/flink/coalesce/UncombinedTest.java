package io.murmur.flink.coalesce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.flink.extract.LiftedEvent;
import io.murmur.monoid.Monoids;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.junit.jupiter.api.Test;

class UncombinedTest {

  @Test
  void eventsThatMustKeepTheirOrderGoOnOneByOne() {
    Uncombined<String> inOrder = Uncombined.of(false);
    assertThat(deltas(inOrder, event("", "x", "a", "b"), event("", "y", "a")))
        .containsExactly(
            KeyedDelta.of("a", 0, "x", 1),
            KeyedDelta.of("b", 0, "x", 1),
            KeyedDelta.of("a", 0, "y", 1));
  }

  @Test
  void eventsThatAreToBeClaimedKeepTheirIdForEveryKey() {
    var claims = List.of(new KeyedDelta.ClaimedDelta<>("e1", "x"));
    assertThat(deltas(Uncombined.of(true), event("e1", "x", "a", "b")))
        .containsExactly(
            new KeyedDelta<>("a", 0, "x", 1, claims), new KeyedDelta<>("b", 0, "x", 1, claims));
  }

  @Test
  void eventsWithoutIdCannotBeClaimed() {
    assertThatThrownBy(() -> deltas(Uncombined.of(true), event("", "x", "a")))
        .hasMessage(
            "events are to be claimed by their id, but come without: let Extract carry the ids");
  }

  @Test
  void deltasOfOneKeyBecomeOneAndOfTwoKeysDoNot() {
    KeyedDelta<Long> first =
        new KeyedDelta<>("k", 1, 2L, 1, List.of(new KeyedDelta.ClaimedDelta<>("e1", 2L)));
    KeyedDelta<Long> second =
        new KeyedDelta<>("k", 1, 3L, 1, List.of(new KeyedDelta.ClaimedDelta<>("e2", 3L)));
    assertThat(first.plus(second, Monoids.sumLong()))
        .isEqualTo(
            new KeyedDelta<>(
                "k",
                1,
                5L,
                2,
                List.of(
                    new KeyedDelta.ClaimedDelta<>("e1", 2L),
                    new KeyedDelta.ClaimedDelta<>("e2", 3L))));
    assertThatThrownBy(() -> first.plus(KeyedDelta.of("k", 2, 1L, 1), Monoids.sumLong()))
        .hasMessage("deltas of different keys cannot be one: k@1 and k@2");
  }

  private static LiftedEvent<String> event(String id, String delta, String... entities) {
    LiftedEvent<String> event = new LiftedEvent<>();
    event.start(id, 0, delta);
    for (String entity : entities) {
      event.addEntity(entity);
    }
    return event;
  }

  private static List<KeyedDelta<String>> deltas(
      Uncombined<String> function, LiftedEvent<?>... events) {
    List<KeyedDelta<String>> deltas = new ArrayList<>();
    for (LiftedEvent<?> event : events) {
      @SuppressWarnings("unchecked")
      LiftedEvent<String> typed = (LiftedEvent<String>) event;
      function.flatMap(typed, new ListCollector<>(deltas));
    }
    return deltas;
  }
}
