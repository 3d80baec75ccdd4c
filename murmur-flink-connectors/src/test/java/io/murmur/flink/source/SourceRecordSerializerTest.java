package io.murmur.flink.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class SourceRecordSerializerTest {

  private static final SourceRecordSerializer SERIALIZER = SourceRecordSerializer.INSTANCE;

  /** A row of CSV with a problem and a partition, as version 1 wrote it. */
  private static final String VERSION_1 =
      "030866696c653a2f61000000000000002a000000010364740b323032362d30312d3032002c002200000002026102620462616400000003312c32";

  @Test
  void aRecordSurvivesWithAllOfItsPlace() throws IOException {
    SourceRecord record = record("{\"a\":1}");
    assertThat(roundTrip(record)).isEqualTo(record);

    record.markCsv(new CsvHeader(List.of("a", "b"), ';', '\''));
    record.markUnreadable("longer than allowed");
    SourceRecord back = roundTrip(record);
    assertThat(back).isEqualTo(record);
    assertThat(back.header()).contains(new CsvHeader(List.of("a", "b"), ';', '\''));
    assertThat(back.problem()).contains("longer than allowed");
    assertThat(back.readable()).isFalse();
  }

  @Test
  void onlyTheRecordsOwnPartOfTheBufferIsWritten() throws IOException {
    byte[] buffer = "before{}after".getBytes(UTF_8);
    SourceRecord record = new SourceRecord(buffer, 6, 2, "file:/a", 6, Map.of());
    SourceRecord back = roundTrip(record);
    assertThat(back.text()).isEqualTo("{}");
    assertThat(back.buffer()).hasSize(2);
  }

  @Test
  void aCopySharesNoBufferWithTheOriginal() {
    SourceRecord record = record("abc");
    SourceRecord copy = SERIALIZER.copy(record, SERIALIZER.createInstance());
    record.buffer()[record.offset()] = 'X';
    assertThat(copy.text()).isEqualTo("abc");
    record.set(new byte[] {1}, 0, 1, "elsewhere", 1, Map.of());
    assertThat(copy.place()).isEqualTo("file:/a:42");
  }

  @Test
  void bytesOfVersion1AreStillRead() throws IOException {
    SourceRecord record =
        new SourceRecord("1,2".getBytes(UTF_8), 0, 3, "file:/a", 42, Map.of("dt", "2026-01-02"));
    record.markCsv(new CsvHeader(List.of("a", "b"), ',', '"'));
    record.markUnreadable("bad");
    byte[] old = HexFormat.of().parseHex(VERSION_1);
    assertThat(SERIALIZER.deserialize(new DataInputDeserializer(old))).isEqualTo(record);
    assertThat(bytes(record)).as("this is still version 1").isEqualTo(old);
  }

  @Test
  void aSnapshotOfALaterVersionIsRefused() {
    TypeSerializerSnapshot<SourceRecord> snapshot = SERIALIZER.snapshotConfiguration();
    assertThat(snapshot.getCurrentVersion()).isEqualTo(2);
    assertThatThrownBy(
            () ->
                snapshot.readSnapshot(
                    3, new DataInputDeserializer(new byte[0]), getClass().getClassLoader()))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "the state holds source records in version 3 of their format, and this release reads 1"
                + " to 2: restore with the release that wrote it, or a later one");
  }

  @Test
  void aKeyIsThePlaceAndTravelsWithTheRecord() throws IOException {
    SourceRecord record = new SourceRecord(new byte[] {'{'}, 0, 1, "t", 0, Map.of());
    record.markKey("[1,\"a\"]");
    DataOutputSerializer out = new DataOutputSerializer(8);
    SERIALIZER.serialize(record, out);
    SourceRecord back = SERIALIZER.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
    assertThat(back).isEqualTo(record).isEqualTo(record.copy());
    assertThat(back.place()).isEqualTo("t:[1,\"a\"]");
    back.set(new byte[0], 0, 0, "t", 3, Map.of());
    assertThat(back.place()).isEqualTo("t:3");
  }

  @Test
  void aSnapshotRestoresTheSerializerAndFitsItself() throws IOException {
    TypeSerializerSnapshot<SourceRecord> snapshot = SERIALIZER.snapshotConfiguration();
    DataOutputSerializer out = new DataOutputSerializer(8);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, snapshot);
    TypeSerializerSnapshot<SourceRecord> back =
        TypeSerializerSnapshot.readVersionedSnapshot(
            new DataInputDeserializer(out.getCopyOfBuffer()), getClass().getClassLoader());
    assertThat(back.restoreSerializer()).isEqualTo(SERIALIZER);
    assertThat(snapshot.resolveSchemaCompatibility(back).isCompatibleAsIs()).isTrue();
  }

  @Test
  void flinkFindsTheTypeWithoutKryo() {
    Configuration noKryo = new Configuration();
    noKryo.set(PipelineOptions.GENERIC_TYPES, false);
    assertThat(
            TypeInformation.of(SourceRecord.class)
                .createSerializer(new SerializerConfigImpl(noKryo)))
        .isSameAs(SERIALIZER);
  }

  private static SourceRecord record(String text) {
    byte[] buffer = ("--" + text + "--").getBytes(UTF_8);
    return new SourceRecord(
        buffer, 2, buffer.length - 4, "file:/a", 42, Map.of("dt", "2026-01-02"));
  }

  private static SourceRecord roundTrip(SourceRecord record) throws IOException {
    byte[] bytes = bytes(record);
    DataOutputSerializer copied = new DataOutputSerializer(8);
    SERIALIZER.copy(new DataInputDeserializer(bytes), copied);
    assertThat(copied.getCopyOfBuffer()).isEqualTo(bytes);
    DataInputDeserializer in = new DataInputDeserializer(bytes);
    SourceRecord back = SERIALIZER.deserialize(in);
    assertThat(in.available()).isZero();
    return back;
  }

  private static byte[] bytes(SourceRecord record) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(8);
    SERIALIZER.serialize(record, out);
    return out.getCopyOfBuffer();
  }
}
