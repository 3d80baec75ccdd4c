package io.murmur.flink.coalesce;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.monoid.Monoids;
import io.murmur.state.Key;
import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class LookaheadTest {

  @Property(tries = 200)
  void everyFlushPassesOnAllThatWasAddedBeforeIt(
      @ForAll @Size(max = 300) int[] events, @ForAll @IntRange(min = 1, max = 100) int flushEvery) {
    Map<Key, Long> out = new HashMap<>();
    Map<Key, Long> expected = new HashMap<>();
    Lookahead<Long> lookahead =
        new Lookahead<>(
            new CombineTable<>(
                Monoids.sumLong(),
                CombineOptions.defaults().withMaxKeys(20),
                (entity, bucket, delta, count) ->
                    out.merge(new Key(entity, bucket), delta, Long::sum)));
    for (int i = 0; i < events.length; i++) {
      String entity = "key-" + Math.floorMod(events[i], 50);
      long bucket = events[i] & 1;
      lookahead.add(entity, bucket, (long) i);
      expected.merge(new Key(entity, bucket), (long) i, Long::sum);
      if (i % flushEvery == 0) {
        lookahead.flush();
        assertThat(out).isEqualTo(expected);
      }
    }
    lookahead.flush();
    assertThat(out).isEqualTo(expected);
  }
}
