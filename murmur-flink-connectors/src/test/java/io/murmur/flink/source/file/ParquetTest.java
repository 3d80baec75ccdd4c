package io.murmur.flink.source.file;

import static org.apache.parquet.schema.MessageTypeParser.parseMessageType;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.flink.source.RecordDecoders;
import io.murmur.flink.source.file.Reading.Read;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParquetTest {

  private static final Reading PARQUET = Reading.of(FileFormat.PARQUET);

  private static final MessageType EVENTS =
      parseMessageType("message e { required int64 n; required binary page (STRING); }");

  @TempDir Path folder;

  @Test
  void numbersKeepAllTheirDigits() throws IOException {
    Map<String, Object> fields =
        row(
            """
            message m {
              required int32 i32; required int64 i64;
              required int32 u8 (INTEGER(8,false)); required int32 u32 (INTEGER(32,false));
              required int64 u64 (INTEGER(64,false));
              required int32 d9 (DECIMAL(9,2)); required int64 d18 (DECIMAL(18,3));
              required binary dBinary (DECIMAL(38,10));
              required fixed_len_byte_array(16) dFixed (DECIMAL(38,0));
              required int32 negative (DECIMAL(9,2)); required int32 zero (DECIMAL(9,9));
              required boolean yes;
            }
            """,
            group -> {
              group.append("i32", Integer.MIN_VALUE).append("i64", Long.MAX_VALUE);
              group.append("u8", 255).append("u32", -1).append("u64", -1L);
              group.append("d9", 123456789).append("d18", 1L);
              group.append("dBinary", binary(new BigInteger("-12345678901234567890")));
              byte[] fixed = new byte[16];
              fixed[0] = 1;
              group.append("dFixed", Binary.fromConstantByteArray(fixed));
              group.append("negative", -1050).append("zero", 0).append("yes", true);
            });
    assertThat(fields)
        .containsEntry("i32", (long) Integer.MIN_VALUE)
        .containsEntry("i64", Long.MAX_VALUE)
        .containsEntry("u8", 255L)
        .containsEntry("u32", 4294967295L)
        .containsEntry("u64", new BigInteger("18446744073709551615"))
        .containsEntry("d9", new BigDecimal("1234567.89"))
        .containsEntry("d18", new BigDecimal("0.001"))
        .containsEntry("dBinary", new BigDecimal("-1234567890.1234567890"))
        .containsEntry("dFixed", BigInteger.TWO.pow(120))
        .containsEntry("negative", new BigDecimal("-10.50"))
        .containsEntry("zero", new BigDecimal("0.000000000"))
        .containsEntry("yes", true);
  }

  @Test
  void floatingPointNumbersAreTheirShortestDecimals() throws IOException {
    Map<String, Object> fields =
        row(
            """
            message m {
              required float f; required double d; required double nan; required double inf;
              required fixed_len_byte_array(2) half (FLOAT16);
              required fixed_len_byte_array(2) tiny (FLOAT16);
              required fixed_len_byte_array(2) halfInf (FLOAT16);
            }
            """,
            group -> {
              group.append("f", 0.1f).append("d", 1e-7).append("nan", Double.NaN);
              group.append("inf", Double.NEGATIVE_INFINITY);
              group.append("half", littleEndian(0xC100, 2));
              group.append("tiny", littleEndian(0x0001, 2));
              group.append("halfInf", littleEndian(0x7C00, 2));
            });
    assertThat(fields)
        .containsEntry("f", new BigDecimal("0.1"))
        .containsEntry("d", new BigDecimal("1.0E-7"))
        .containsEntry("nan", "NaN")
        .containsEntry("inf", "-Infinity")
        .containsEntry("half", new BigDecimal("-2.5"))
        .containsEntry("tiny", new BigDecimal("5.9604645E-8"))
        .containsEntry("halfInf", "Infinity");
  }

  @Test
  void datesAndTimesAreIsoTexts() throws IOException {
    Instant moment = Instant.parse("2026-01-31T13:30:00.123456Z");
    long micros = moment.getEpochSecond() * 1_000_000 + 123_456;
    Map<String, Object> fields =
        row(
            """
            message m {
              required int32 date (DATE);
              required int32 timeMillis (TIME(MILLIS,true)); required int64 timeNanos (TIME(NANOS,false));
              required int64 millis (TIMESTAMP(MILLIS,true)); required int64 micros (TIMESTAMP(MICROS,true));
              required int64 nanos (TIMESTAMP(NANOS,true)); required int64 local (TIMESTAMP(MICROS,false));
              required int64 before (TIMESTAMP(MILLIS,true)); required int96 impala;
              required fixed_len_byte_array(12) interval (INTERVAL);
            }
            """,
            group -> {
              group.append("date", (int) LocalDate.of(1969, 12, 31).toEpochDay());
              group.append("timeMillis", 48_600_123).append("timeNanos", 1L);
              group.append("millis", 0L).append("micros", micros).append("nanos", 1L);
              group.append("local", micros - 123_456).append("before", -1L);
              group.append("impala", int96(moment));
              group.append("interval", interval(1, 2, -1));
            });
    assertThat(fields)
        .containsEntry("date", "1969-12-31")
        .containsEntry("timeMillis", "13:30:00.123")
        .containsEntry("timeNanos", "00:00:00.000000001")
        .containsEntry("millis", "1970-01-01T00:00:00Z")
        .containsEntry("micros", "2026-01-31T13:30:00.123456Z")
        .containsEntry("nanos", "1970-01-01T00:00:00.000000001Z")
        .containsEntry("local", "2026-01-31T13:30:00")
        .containsEntry("before", "1969-12-31T23:59:59.999Z")
        .containsEntry("impala", "2026-01-31T13:30:00.123456Z")
        .containsEntry("interval", Map.of("months", 1L, "days", 2L, "milliseconds", 4294967295L));
  }

  @Test
  void textsAreTextsAndOtherBytesAreBase64() throws IOException {
    UUID uuid = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
    ByteBuffer uuidBytes = ByteBuffer.allocate(16);
    uuidBytes.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
    Map<String, Object> fields =
        row(
            """
            message m {
              required binary text (STRING); required binary old (UTF8); required binary kind (ENUM);
              required binary json (JSON); required binary bytes; required binary bson (BSON);
              required fixed_len_byte_array(3) fixed; required fixed_len_byte_array(16) uuid (UUID);
            }
            """,
            group -> {
              group.append("text", "caf\u00e9 \"\n\ud83d\ude00").append("old", "o");
              group.append("kind", "K").append("json", "{\"a\":1}");
              for (String name : List.of("bytes", "bson", "fixed")) {
                group.append(name, Binary.fromConstantByteArray(new byte[] {-1, 0, 1}));
              }
              group.append("uuid", Binary.fromConstantByteArray(uuidBytes.array()));
            });
    assertThat(fields)
        .containsEntry("text", "caf\u00e9 \"\n\ud83d\ude00")
        .containsEntry("old", "o")
        .containsEntry("kind", "K")
        .containsEntry("json", "{\"a\":1}")
        .containsEntry("bytes", "/wAB")
        .containsEntry("bson", "/wAB")
        .containsEntry("fixed", "/wAB")
        .containsEntry("uuid", uuid.toString());
  }

  @Test
  void absentValuesAreNull() throws IOException {
    Map<String, Object> fields =
        row(
            """
            message m {
              optional int32 i; optional binary s (STRING); optional group g { optional int32 i; }
              optional group h { optional int32 i; } repeated int32 r;
              optional group l (LIST) { repeated group list { optional int32 element; } }
            }
            """,
            group -> group.addGroup("h"));
    assertThat(fields).containsEntry("i", null).containsEntry("s", null).containsEntry("g", null);
    assertThat(fields.get("h")).isEqualTo(java.util.Collections.singletonMap("i", null));
    assertThat(fields).containsEntry("r", List.of()).containsEntry("l", null);
  }

  @Test
  void listsOfAllFormsAreArrays() throws IOException {
    Map<String, Object> fields =
        row(
            """
            message m {
              repeated int32 bare;
              optional group standard (LIST) { repeated group list { optional int32 element; } }
              optional group two (LIST) { repeated int32 element; }
              optional group pair (LIST) { repeated group element { required int32 a; required int32 b; } }
              optional group avro (LIST) { repeated group array { required int32 a; } }
              optional group thrift (LIST) { repeated group thrift_tuple { required int32 a; } }
              optional group nested (LIST) { repeated group list {
                optional group element (LIST) { repeated group list { optional binary element (STRING); } } } }
            }
            """,
            group -> {
              group.append("bare", 1).append("bare", 2);
              Group standard = group.addGroup("standard");
              standard.addGroup("list").append("element", 1);
              standard.addGroup("list");
              group.addGroup("two").append("element", 1).append("element", 2);
              group.addGroup("pair").addGroup("element").append("a", 1).append("b", 2);
              group.addGroup("avro").addGroup("array").append("a", 1);
              group.addGroup("thrift").addGroup("thrift_tuple").append("a", 1);
              Group inner = group.addGroup("nested").addGroup("list").addGroup("element");
              inner.addGroup("list").append("element", "x");
            });
    assertThat(fields)
        .containsEntry("bare", List.of(1L, 2L))
        .containsEntry("standard", Arrays.asList(1L, null))
        .containsEntry("two", List.of(1L, 2L))
        .containsEntry("pair", List.of(Map.of("a", 1L, "b", 2L)))
        .containsEntry("avro", List.of(Map.of("a", 1L)))
        .containsEntry("thrift", List.of(Map.of("a", 1L)))
        .containsEntry("nested", List.of(List.of("x")));
  }

  @Test
  void mapsWithTextsAsKeysAreObjectsAndOthersArePairs() throws IOException {
    Map<String, Object> fields =
        row(
            """
            message m {
              optional group counts (MAP) { repeated group key_value {
                required binary key (STRING); optional int64 value; } }
              optional group old (MAP_KEY_VALUE) { repeated group map {
                required binary key (UTF8); required int64 value; } }
              optional group ids (MAP) { repeated group key_value {
                required int32 key; optional group value { required int32 a; } } }
              optional group keys (MAP) { repeated group key_value { required binary key (STRING); } }
            }
            """,
            group -> {
              Group counts = group.addGroup("counts");
              counts.addGroup("key_value").append("key", "a").append("value", 1L);
              counts.addGroup("key_value").append("key", "b");
              group.addGroup("old").addGroup("map").append("key", "o").append("value", 2L);
              Group id = group.addGroup("ids").addGroup("key_value").append("key", 7);
              id.addGroup("value").append("a", 3);
              group.addGroup("keys").addGroup("key_value").append("key", "k");
            });
    assertThat(fields.get("counts").toString()).isEqualTo("{a=1, b=null}");
    assertThat(fields)
        .containsEntry("old", Map.of("o", 2L))
        .containsEntry("ids", List.of(Map.of("key", 7L, "value", Map.of("a", 3L))));
    assertThat(fields.get("keys").toString()).isEqualTo("{k=null}");
  }

  @Test
  void theBytesOfATextThatIsNotUtf8PassThrough() throws IOException {
    SimpleGroup row = new SimpleGroup(EVENTS);
    row.append("n", 1L).append("page", Binary.fromConstantByteArray(new byte[] {'a', -23}));
    Path file = ParquetFiles.write(folder.resolve("latin.parquet"), EVENTS, row);
    assertThatThrownBy(() -> RecordDecoders.fields().decode(PARQUET.all(file).get(0).record()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("UTF-8");
  }

  @ParameterizedTest
  @EnumSource(
      value = CompressionCodecName.class,
      names = {"UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD", "LZ4_RAW"})
  void rowsOfAnyCompressionAreRecordsAtTheirNumbers(CompressionCodecName codec) throws IOException {
    Path file = events(codec, 3_000);
    List<Read> records = PARQUET.all(file);
    assertThat(records).hasSize(3_000);
    for (int i = 0; i < records.size(); i++) {
      assertThat(records.get(i).position()).isEqualTo(i);
      assertThat(records.get(i).text()).isEqualTo("{\"n\":%d,\"page\":\"page-%d\"}", i, i);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1_000, 7_777, 20_000, 1_000_000})
  void everyRowBelongsToOnePart(long size) throws IOException {
    Path file = events(CompressionCodecName.UNCOMPRESSED, 3_000);
    assertThat(Files.size(file)).isGreaterThan(30_000);
    assertThat(PARQUET.inParts(file, size)).isEqualTo(PARQUET.all(file)).hasSize(3_000);
    if (size == 7_777) {
      assertThat(PARQUET.part(file, 0, size))
          .as("parts are read in parallel")
          .hasSizeLessThan(2_000);
    }
  }

  @Test
  void readingResumesAfterEveryRow() throws IOException {
    Path file = events(CompressionCodecName.SNAPPY, 2_000);
    List<Read> records = PARQUET.all(file);
    for (int i = 0; i < records.size(); i += 97) {
      assertThat(PARQUET.resumed(file, 0, Files.size(file), records.get(i).resume()))
          .isEqualTo(records.subList(i + 1, records.size()));
    }
    long half = Files.size(file) / 2;
    List<Read> second = PARQUET.part(file, half, Files.size(file) - half);
    assertThat(PARQUET.resumed(file, half, Files.size(file) - half, second.get(10).resume()))
        .isEqualTo(second.subList(11, second.size()));
  }

  @Test
  void aRowBeyondTheLimitBecomesAProblemAndReadingGoesOn() throws IOException {
    Path file =
        ParquetFiles.write(
            folder.resolve("large.parquet"),
            EVENTS,
            CompressionCodecName.SNAPPY,
            3,
            1 << 20,
            (row, i) ->
                row.append("n", (long) i).append("page", "x".repeat(i == 1 ? 3_000_000 : 1)));
    List<Read> records = PARQUET.maxRecordBytes(2048).all(file);
    assertThat(records)
        .extracting(read -> read.record().readable())
        .containsExactly(true, false, true);
    assertThat(records.get(1).text()).hasSize(1024).startsWith("{\"n\":1,\"page\":\"xxx");
    assertThat(records.get(1).position()).isEqualTo(1);
    assertThat(records.get(2).text()).isEqualTo("{\"n\":2,\"page\":\"x\"}");
    assertThat(PARQUET.maxRecordBytes(4_000_000).all(file).get(1).record().length())
        .isEqualTo(3_000_017);
  }

  @Test
  void aFileThatIsNotParquetIsUnreadable() throws IOException {
    Path text = Files.writeString(folder.resolve("text.parquet"), "{\"a\":1}\n".repeat(10));
    Path empty = Files.createFile(folder.resolve("empty.parquet"));
    Path whole = events(CompressionCodecName.SNAPPY, 1_000);
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = Files.write(folder.resolve("cut.parquet"), Arrays.copyOf(bytes, bytes.length - 100));
    for (Path file : List.of(text, cut)) {
      assertThatThrownBy(() -> PARQUET.all(file))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("file:" + file + " is no Parquet, or damaged: ");
      assertThat(PARQUET.deadLetters().all(file))
          .singleElement()
          .satisfies(read -> assertThat(read.record().readable()).isFalse());
    }
    assertThatThrownBy(() -> PARQUET.all(empty))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("file:" + empty + " is empty, and not Parquet");
  }

  @Test
  void aDamagedPageFailsAfterTheRowsBeforeIt() throws IOException {
    Path file = events(CompressionCodecName.UNCOMPRESSED, 3_000);
    byte[] bytes = Files.readAllBytes(file);
    int damaged = bytes.length / 2;
    bytes[damaged] ^= 0x55;
    Files.write(file, bytes);
    List<Read> readable = new java.util.ArrayList<>();
    assertThatThrownBy(() -> PARQUET.readInto(readable, Reading.split(file, 0, Files.size(file))))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("file:" + file + " is no Parquet, or damaged at row ");
    assertThat(readable).hasSizeBetween(100, 2_900);
    List<Read> letters = PARQUET.deadLetters().all(file);
    assertThat(letters.subList(0, readable.size())).isEqualTo(readable);
    Read last = letters.get(readable.size());
    assertThat(last.position()).isEqualTo(readable.size());
    assertThat(last.record().problem().orElseThrow())
        .endsWith("the rows after it in this part are not read either");
    assertThat(letters).hasSize(readable.size() + 1);
  }

  private Path events(CompressionCodecName codec, int rows) throws IOException {
    return ParquetFiles.write(
        folder.resolve("events.parquet"),
        EVENTS,
        codec,
        rows,
        8_000,
        (row, i) -> row.append("n", (long) i).append("page", "page-" + i));
  }

  private Map<String, Object> row(String schema, java.util.function.Consumer<Group> fill)
      throws IOException {
    MessageType type = parseMessageType(schema);
    Group row = new SimpleGroup(type);
    fill.accept(row);
    Path file = ParquetFiles.write(folder.resolve("row.parquet"), type, row);
    return RecordDecoders.fields().decode(PARQUET.all(file).get(0).record());
  }

  private static Binary binary(BigInteger value) {
    return Binary.fromConstantByteArray(value.toByteArray());
  }

  private static Binary littleEndian(int value, int length) {
    byte[] bytes = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
    return Binary.fromConstantByteArray(Arrays.copyOf(bytes, length));
  }

  private static Binary interval(int months, int days, int millis) {
    return Binary.fromConstantByteArray(
        ByteBuffer.allocate(12)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(months)
            .putInt(days)
            .putInt(millis)
            .array());
  }

  private static Binary int96(Instant moment) {
    long day = Math.floorDiv(moment.getEpochSecond(), 86_400L);
    long nanos =
        Math.floorMod(moment.getEpochSecond(), 86_400L) * 1_000_000_000L + moment.getNano();
    return Binary.fromConstantByteArray(
        ByteBuffer.allocate(12)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(nanos)
            .putInt((int) day + 2_440_588)
            .array());
  }
}
