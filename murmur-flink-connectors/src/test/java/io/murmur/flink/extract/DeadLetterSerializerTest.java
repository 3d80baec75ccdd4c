package io.murmur.flink.extract;

import io.murmur.flink.source.CsvHeader;
import io.murmur.flink.source.SourceRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.flink.api.common.typeutils.SerializerTestBase;
import org.apache.flink.api.common.typeutils.TypeSerializer;

class DeadLetterSerializerTest extends SerializerTestBase<DeadLetter> {

  @Override
  protected TypeSerializer<DeadLetter> createSerializer() {
    return new DeadLetterSerializer();
  }

  @Override
  protected int getLength() {
    return -1;
  }

  @Override
  protected Class<DeadLetter> getTypeClass() {
    return DeadLetter.class;
  }

  @Override
  protected DeadLetter[] getTestData() {
    SourceRecord csv = record("1,2", Map.of("day", "2026-01-01"));
    csv.markCsv(new CsvHeader(List.of("a", "b"), ',', '"'));
    SourceRecord cut = record("{\"a\":", Map.of());
    cut.markUnreadable("longer than 1 MB");
    return new DeadLetter[] {
      new DeadLetter(
          "p",
          DeadLetter.Stage.LIFT,
          "too large",
          csv,
          3,
          OptionalLong.of(-1),
          2,
          Optional.of("e ☃")),
      new DeadLetter(
          "p", DeadLetter.Stage.SOURCE, "longer than 1 MB", cut, 2L << 30, OptionalLong.empty(), 0)
    };
  }

  private static SourceRecord record(String text, Map<String, String> partitions) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new SourceRecord(bytes, 0, bytes.length, "s3://bucket/file", 7, partitions);
  }
}
