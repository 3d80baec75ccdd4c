package io.murmur.swap.diff;

import static io.murmur.testing.StoreProbe.await;

import io.murmur.monoid.Monoid;
import io.murmur.monoid.StructValue;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.ScannableStore;
import io.murmur.state.memory.InMemoryStore;
import java.util.Map;

class InMemoryDiffTest extends DiffContract {

  @Override
  <V> ScannableStore<V> newStore(Monoid<V> monoid) {
    return new InMemoryStore<>(monoid);
  }

  @Override
  void load(ScannableStore<StructValue> store, Map<String, StructValue> values) {
    values.forEach((entity, value) -> await(store.merge(Merge.of(Key.allTime(entity), value))));
  }

  @Override
  int keys() {
    return 100_000;
  }
}
