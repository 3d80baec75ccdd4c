package io.murmur.flink.coalesce;

import io.murmur.flink.coalesce.KeyedDelta.ClaimedDelta;
import io.murmur.flink.types.MonoidSerializer;
import io.murmur.monoid.Monoids;
import java.math.BigDecimal;
import java.util.List;
import org.apache.flink.api.common.typeutils.SerializerTestBase;
import org.apache.flink.api.common.typeutils.TypeSerializer;

class KeyedDeltaSerializerTest extends SerializerTestBase<KeyedDelta<BigDecimal>> {

  @Override
  protected TypeSerializer<KeyedDelta<BigDecimal>> createSerializer() {
    return new KeyedDeltaSerializer<>(new MonoidSerializer<>(Monoids.sumDecimal()));
  }

  @Override
  protected int getLength() {
    return -1;
  }

  @Override
  @SuppressWarnings({"unchecked", "rawtypes"})
  protected Class<KeyedDelta<BigDecimal>> getTypeClass() {
    return (Class) KeyedDelta.class;
  }

  @Override
  @SuppressWarnings({"unchecked", "rawtypes"})
  protected KeyedDelta<BigDecimal>[] getTestData() {
    return new KeyedDelta[] {
      KeyedDelta.of("page", 0, BigDecimal.ONE, 1),
      KeyedDelta.of("ünïcode ☃", -3, new BigDecimal("-0.05"), 1L << 40),
      new KeyedDelta<>(
          "claimed",
          Long.MAX_VALUE,
          new BigDecimal("3"),
          2,
          List.of(
              new ClaimedDelta<>("e1", BigDecimal.ONE),
              new ClaimedDelta<>("e2", new BigDecimal("2"))))
    };
  }
}
