package io.murmur.flink.types;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.flink.coalesce.KeyedDelta;
import io.murmur.flink.extract.DeadLetter;
import io.murmur.flink.extract.LiftedEvent;
import io.murmur.flink.metrics.RunCounts;
import io.murmur.flink.metrics.RunCounts.Counted;
import io.murmur.flink.source.SourceRecord;
import io.murmur.monoid.Monoids;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every version ever wrote into states, in hexadecimal: the snapshot of the serializer, then a
 * value. A new version adds files; the old ones stay as they are.
 */
class OldBytesTest {

  /** A file with what it holds. */
  record Fixture<T>(String file, TypeInformation<T> type, T value) {
    @Override
    public String toString() {
      return file;
    }
  }

  static Stream<Fixture<?>> fixtures() {
    return Stream.of(
        new Fixture<>("count-v1", MonoidSerializer.typeInfo(Monoids.count()), 300L),
        new Fixture<>("sum-double-v1", MonoidSerializer.typeInfo(Monoids.sumDouble()), -2.5),
        new Fixture<>(
            "sum-decimal-v1",
            MonoidSerializer.typeInfo(Monoids.sumDecimal()),
            new BigDecimal("12.34")),
        new Fixture<>("keyed-delta-v1", KeyedDelta.typeInfo(Monoids.sumLong()), delta()),
        new Fixture<>("lifted-event-v1", LiftedEvent.typeInfo(Monoids.count()), event()),
        new Fixture<>("dead-letter-v1", DeadLetter.TYPE_INFO, deadLetter(Optional.empty())),
        new Fixture<>("dead-letter-v2", DeadLetter.TYPE_INFO, deadLetter(Optional.of("e ☃"))),
        new Fixture<>("run-counts-v1", RunCounts.TYPE_INFO, counts()));
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  <T> void aStateOfAnOldVersionIsStillRead(Fixture<T> fixture) throws IOException {
    List<byte[]> state = read(fixture.file());
    TypeSerializerSnapshot<T> old = Serialized.readSnapshot(state.get(0));
    assertThat(Serialized.read(old.restoreSerializer(), state.get(1))).isEqualTo(fixture.value());
    assertThat(
            fixture
                .type()
                .createSerializer(new SerializerConfigImpl())
                .snapshotConfiguration()
                .resolveSchemaCompatibility(old)
                .isIncompatible())
        .isFalse();
  }

  private static List<byte[]> read(String file) throws IOException {
    try (InputStream in = OldBytesTest.class.getResourceAsStream(file + ".hex")) {
      assertThat(in).as(file + ".hex").isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .map(HexFormat.of()::parseHex)
          .toList();
    }
  }

  private static KeyedDelta<Long> delta() {
    return new KeyedDelta<>(
        "page ☃",
        -3,
        7L,
        2,
        List.of(new KeyedDelta.ClaimedDelta<>("e1", 3L), new KeyedDelta.ClaimedDelta<>("e2", 4L)));
  }

  private static LiftedEvent<Long> event() {
    LiftedEvent<Long> event = new LiftedEvent<>();
    event.start("file:17", 9, 1L);
    event.addEntity("a");
    event.addEntity("b");
    return event;
  }

  private static DeadLetter deadLetter(Optional<String> id) {
    byte[] bytes = "{\"a\":".getBytes(StandardCharsets.UTF_8);
    SourceRecord record =
        new SourceRecord(
            bytes, 0, bytes.length, "s3://bucket/file", 7, Map.of("day", "2026-01-01"));
    record.markUnreadable("too long");
    return new DeadLetter(
        "p", DeadLetter.Stage.SOURCE, "too long", record, 1L << 31, OptionalLong.of(-1), 2, id);
  }

  private static RunCounts counts() {
    return RunCounts.of(what -> what == Counted.READ ? 1000 : what == Counted.CONTRIBUTED ? -7 : 0);
  }
}
