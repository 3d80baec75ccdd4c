package io.murmur.flink.metrics;

import io.murmur.flink.metrics.RunCounts.Counted;
import org.apache.flink.api.common.typeutils.SerializerTestBase;
import org.apache.flink.api.common.typeutils.TypeSerializer;

class RunCountsSerializerTest extends SerializerTestBase<RunCounts> {

  @Override
  protected TypeSerializer<RunCounts> createSerializer() {
    return RunCountsSerializer.INSTANCE;
  }

  @Override
  protected int getLength() {
    return -1;
  }

  @Override
  protected Class<RunCounts> getTypeClass() {
    return RunCounts.class;
  }

  @Override
  protected RunCounts[] getTestData() {
    return new RunCounts[] {
      RunCounts.NONE,
      RunCounts.of(what -> what == Counted.READ ? 1L << 50 : 0),
      RunCounts.of(what -> what == Counted.CONTRIBUTED ? -7 : what.name().length())
    };
  }
}
