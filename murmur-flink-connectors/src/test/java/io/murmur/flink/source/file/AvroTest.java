package io.murmur.flink.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.murmur.flink.source.file.Reading.Read;
import io.murmur.flink.testing.AvroFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AvroTest {

  private static final Reading AVRO = Reading.of(FileFormat.AVRO);

  private static final Schema EVENTS =
      new Schema.Parser()
          .parse(
              """
              {"type": "record", "name": "e", "fields": [
                {"name": "n", "type": "long"}, {"name": "page", "type": "string"}]}
              """);

  @TempDir Path folder;

  private static GenericData.Record event(int i, String page) {
    GenericData.Record event = new GenericData.Record(EVENTS);
    event.put("n", (long) i);
    event.put("page", page);
    return event;
  }

  private Path events(String codec, int count) throws IOException {
    List<GenericData.Record> data = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      data.add(event(i, "page-" + i));
    }
    return Files.write(folder.resolve("e.avro"), AvroFiles.write(EVENTS, codec, data));
  }

  @Test
  void valuesAreWrittenByTheirTypes() throws IOException {
    Schema schema =
        new Schema.Parser()
            .parse(
                """
                {"type": "record", "name": "m", "fields": [
                  {"name": "i", "type": "int"}, {"name": "l", "type": "long"},
                  {"name": "f", "type": "float"}, {"name": "nan", "type": "double"},
                  {"name": "yes", "type": "boolean"}, {"name": "text", "type": "string"},
                  {"name": "kind", "type": {"type": "enum", "name": "k", "symbols": ["A", "B"]}},
                  {"name": "none", "type": ["null", "int"]}, {"name": "some", "type": ["null", "int"]},
                  {"name": "bytes", "type": "bytes"},
                  {"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 30, "scale": 10}},
                  {"name": "fixed", "type": {"type": "fixed", "name": "x", "size": 2}},
                  {"name": "amount", "type": {"type": "fixed", "name": "d", "size": 8, "logicalType": "decimal", "precision": 18, "scale": 2}},
                  {"name": "uuid", "type": {"type": "string", "logicalType": "uuid"}},
                  {"name": "date", "type": {"type": "int", "logicalType": "date"}},
                  {"name": "time", "type": {"type": "int", "logicalType": "time-millis"}},
                  {"name": "micros", "type": {"type": "long", "logicalType": "time-micros"}},
                  {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
                  {"name": "before", "type": {"type": "long", "logicalType": "timestamp-micros"}},
                  {"name": "nanos", "type": {"type": "long", "logicalType": "timestamp-nanos"}},
                  {"name": "local", "type": {"type": "long", "logicalType": "local-timestamp-millis"}},
                  {"name": "duration", "type": {"type": "fixed", "name": "du", "size": 12, "logicalType": "duration"}},
                  {"name": "list", "type": {"type": "array", "items": ["null", "long"]}},
                  {"name": "map", "type": {"type": "map", "values": "int"}},
                  {"name": "self", "type": ["null", "m"]}]}
                """);
    ByteBuffer duration = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    duration.putInt(1).putInt(2).putInt(-1);
    GenericData.Record inner = new GenericData.Record(schema);
    for (GenericData.Record each : List.of(inner, new GenericData.Record(schema))) {
      each.put("i", Integer.MIN_VALUE);
      each.put("l", Long.MAX_VALUE);
      each.put("f", 0.1f);
      each.put("nan", Double.NaN);
      each.put("yes", true);
      each.put("text", "caf\u00e9 \"\n");
      each.put("kind", new GenericData.EnumSymbol(schema.getField("kind").schema(), "B"));
      each.put("some", 7);
      each.put("bytes", ByteBuffer.wrap(new byte[] {-1, 0, 1}));
      each.put("price", ByteBuffer.wrap(new BigInteger("-12345678901234567890").toByteArray()));
      each.put(
          "fixed", new GenericData.Fixed(schema.getField("fixed").schema(), new byte[] {1, 2}));
      each.put(
          "amount",
          new GenericData.Fixed(
              schema.getField("amount").schema(), ByteBuffer.allocate(8).putLong(-1050).array()));
      each.put("uuid", "00112233-4455-6677-8899-aabbccddeeff");
      each.put("date", -1);
      each.put("time", 48_600_123);
      each.put("micros", 1L);
      each.put("at", 1_769_866_200_123L);
      each.put("before", -1L);
      each.put("nanos", 1L);
      each.put("local", 0L);
      each.put(
          "duration",
          new GenericData.Fixed(schema.getField("duration").schema(), duration.array()));
      each.put("list", Arrays.asList(1L, null));
      each.put("map", Map.of("a", 1));
    }
    GenericData.Record outer = new GenericData.Record(inner, true);
    outer.put("self", inner);
    Path file =
        Files.write(
            folder.resolve("m.avro"), AvroFiles.write(schema, "null", List.of(outer, inner)));

    String row =
        "\"i\":-2147483648,\"l\":9223372036854775807,\"f\":0.1,\"nan\":\"NaN\",\"yes\":true,\"text\":\"caf\u00e9"
            + " \\\"\\n"
            + "\",\"kind\":\"B\",\"none\":null,\"some\":7,"
            + "\"bytes\":\"/wAB\",\"price\":-1234567890.1234567890,\"fixed\":\"AQI=\",\"amount\":-10.50,"
            + "\"uuid\":\"00112233-4455-6677-8899-aabbccddeeff\",\"date\":\"1969-12-31\","
            + "\"time\":\"13:30:00.123\",\"micros\":\"00:00:00.000001\","
            + "\"at\":\"2026-01-31T13:30:00.123Z\",\"before\":\"1969-12-31T23:59:59.999999Z\","
            + "\"nanos\":\"1970-01-01T00:00:00.000000001Z\",\"local\":\"1970-01-01T00:00:00\","
            + "\"duration\":{\"months\":1,\"days\":2,\"milliseconds\":4294967295},"
            + "\"list\":[1,null],\"map\":{\"a\":1},\"self\":";
    assertThat(AVRO.texts(file))
        .containsExactly("{" + row + "{" + row + "null}}", "{" + row + "null}");
    assertThat(new ObjectMapper().readTree(AVRO.texts(file).get(0)).size()).isEqualTo(25);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "deflate", "snappy", "zstandard", "bzip2"})
  void rowsOfAnyCodecAreRecordsAtTheirNumbersAndReadingResumesAfterEach(String codec)
      throws IOException {
    Path file = events(codec, 2_000);
    List<Read> records = Reading.of(FileFormat.DETECT).all(file);
    assertThat(records).hasSize(2_000);
    for (int i = 0; i < records.size(); i++) {
      assertThat(records.get(i).position()).isEqualTo(i);
      assertThat(records.get(i).text()).isEqualTo("{\"n\":%d,\"page\":\"page-%d\"}", i, i);
    }
    for (int i = 0; i < records.size(); i += 333) {
      assertThat(AVRO.resumed(file, 0, Files.size(file), records.get(i).resume()))
          .isEqualTo(records.subList(i + 1, records.size()));
    }
    assertThat(AVRO.inParts(file, 1_000)).as("no file is split").isEqualTo(records);
  }

  @Test
  void aFileMayBeCompressedAsAWhole() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(Files.readAllBytes(events("null", 100)));
    }
    Path file = Files.write(folder.resolve("e.avro.gz"), bytes.toByteArray());
    assertThat(AVRO.all(file)).hasSize(100);
  }

  @Test
  void damageIsToldWithItsPlaceAndWhatIsBeforeItIsRead() throws IOException {
    Path file = events("deflate", 2_000);
    byte[] bytes = Files.readAllBytes(file);
    Path cut = Files.write(folder.resolve("cut.avro"), Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> AVRO.all(cut))
        .hasMessageContaining("cut.avro is no Avro, or damaged at row ");
    List<Read> read = AVRO.deadLetters().all(cut);
    assertThat(read).hasSizeBetween(500, 1_500);
    assertThat(read.get(read.size() - 1).record().readable()).isFalse();
    assertThat(read.subList(0, read.size() - 1)).allMatch(each -> each.record().readable());

    Path other = Files.writeString(folder.resolve("other.avro"), "{}");
    assertThatThrownBy(() -> AVRO.all(other)).hasMessageContaining("other.avro is no Avro");
    Path empty = Files.write(folder.resolve("empty.avro"), new byte[0]);
    assertThatThrownBy(() -> AVRO.all(empty)).hasMessageContaining("is empty, and not Avro");
  }

  @Test
  void aRowBeyondTheLimitBecomesAProblemAndReadingGoesOn() throws IOException {
    Path file =
        Files.write(
            folder.resolve("large.avro"),
            AvroFiles.write(
                EVENTS,
                "null",
                List.of(event(0, "x"), event(1, "x".repeat(300_000)), event(2, "y"))));
    List<Read> records = AVRO.maxRecordBytes(2048).all(file);
    assertThat(records).hasSize(3);
    assertThat(records.get(1).record().readable()).isFalse();
    assertThat(records.get(2).text()).isEqualTo("{\"n\":2,\"page\":\"y\"}");
  }
}
