package io.murmur.flink.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.flink.coalesce.KeyedDelta;
import io.murmur.state.Key;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbered events, each of which adds something to a key, and what they come to.
 *
 * @param count how many there are
 * @param keys over how many entities they are spread, each in two buckets
 */
record Events(long count, int keys) implements Serializable {

  /** What an event adds. */
  KeyedDelta<Long> delta(long event) {
    Key key = key(event);
    return KeyedDelta.of(key.entity(), key.bucket(), value(event), 1);
  }

  /** The same with the event's id. */
  KeyedDelta<Long> claimed(long event) {
    Key key = key(event);
    return new KeyedDelta<>(
        key.entity(),
        key.bucket(),
        value(event),
        1,
        List.of(new KeyedDelta.ClaimedDelta<>("e" + event, value(event))));
  }

  /** What all events come to. */
  Map<Key, Long> totals() {
    Map<Key, Long> totals = new HashMap<>();
    for (long event = 0; event < count; event++) {
      totals.merge(key(event), value(event), Long::sum);
    }
    return totals;
  }

  /** Fails unless a table holds exactly what all events come to, several times over. */
  void assertTotals(FaultyStore<Long> table, int times) {
    Map<Key, Long> found = new HashMap<>();
    table.keys().forEach(key -> found.put(key, table.value(key)));
    Map<Key, Long> wanted = totals();
    wanted.replaceAll((key, total) -> total * times);
    assertThat(found).isEqualTo(wanted);
  }

  /** Fails unless a table holds exactly what all events come to. */
  void assertTotals(FaultyStore<Long> table) {
    assertTotals(table, 1);
  }

  private Key key(long event) {
    return new Key("k" + Math.floorMod(event * 7919, keys), event & 1);
  }

  /** The number that an event adds. */
  static long value(long event) {
    return event % 5 + 1;
  }
}
