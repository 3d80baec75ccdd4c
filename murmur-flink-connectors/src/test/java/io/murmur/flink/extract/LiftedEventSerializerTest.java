package io.murmur.flink.extract;

import io.murmur.flink.types.MonoidSerializer;
import io.murmur.monoid.Monoids;
import org.apache.flink.api.common.typeutils.SerializerTestBase;
import org.apache.flink.api.common.typeutils.TypeSerializer;

class LiftedEventSerializerTest extends SerializerTestBase<LiftedEvent<Long>> {

  @Override
  protected TypeSerializer<LiftedEvent<Long>> createSerializer() {
    return new LiftedEventSerializer<>(new MonoidSerializer<>(Monoids.count()));
  }

  @Override
  protected int getLength() {
    return -1;
  }

  @Override
  @SuppressWarnings({"unchecked", "rawtypes"})
  protected Class<LiftedEvent<Long>> getTypeClass() {
    return (Class) LiftedEvent.class;
  }

  @Override
  @SuppressWarnings({"unchecked", "rawtypes"})
  protected LiftedEvent<Long>[] getTestData() {
    return new LiftedEvent[] {
      event(LiftedEvent.NO_ID, 0, "page"),
      event("file:17", -4, "a", "b", "c", "d", "ünïcode ☃"),
      event("nobody", 9)
    };
  }

  private static LiftedEvent<Long> event(String id, long bucket, String... entities) {
    LiftedEvent<Long> event = new LiftedEvent<>();
    event.start(id, bucket, 1L);
    for (String entity : entities) {
      event.addEntity(entity);
    }
    return event;
  }
}
