package io.murmur.flink.coalesce;

import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;

/**
 * Takes entity and bucket from a delta. A tuple, since its hash code decides which task a key
 * belongs to, in this run and in every one that is restored from it: Flink fixes the hash of its
 * tuples, Java does not fix that of records.
 *
 * @param <V> the stored value
 */
public final class DeltaKey<V> implements KeySelector<KeyedDelta<V>, Tuple2<String, Long>> {

  private static final long serialVersionUID = 1L;

  /** Creates the selector. */
  public DeltaKey() {}

  /** Brings all deltas of a key to one task. */
  public static <V> KeyedStream<KeyedDelta<V>, Tuple2<String, Long>> partition(
      DataStream<KeyedDelta<V>> deltas) {
    return deltas.keyBy(new DeltaKey<>(), Types.TUPLE(Types.STRING, Types.LONG));
  }

  @Override
  public Tuple2<String, Long> getKey(KeyedDelta<V> delta) {
    return Tuple2.of(delta.entity(), delta.bucket());
  }
}
