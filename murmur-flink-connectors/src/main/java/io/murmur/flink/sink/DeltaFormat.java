package io.murmur.flink.sink;

import io.murmur.flink.coalesce.KeyedDelta;
import io.murmur.monoid.Monoid;
import java.util.Comparator;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** How deltas are written into chunks and runs, and how runs are sorted. */
final class DeltaFormat {

  private DeltaFormat() {}

  /** The serializer of what travels between the operators, which is also what is stored. */
  static <V> TypeSerializer<KeyedDelta<V>> serializer(Monoid<V> monoid) {
    return KeyedDelta.typeInfo(monoid).createSerializer(new SerializerConfigImpl());
  }

  /** By entity, then by bucket. */
  static <V> Comparator<KeyedDelta<V>> byKey() {
    return Comparator.<KeyedDelta<V>, String>comparing(KeyedDelta::entity)
        .thenComparingLong(KeyedDelta::bucket);
  }
}
