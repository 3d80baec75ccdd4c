package io.murmur.flink.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordDecodersTest {

  private static final CsvHeader HEADER = new CsvHeader(List.of("page", "added"), ',', '"');

  /** What a user might count. */
  public record Edit(String page, long added, String dt) {}

  @Test
  void numbersOfJsonKeepEveryDigit() throws IOException {
    Map<String, Object> fields =
        RecordDecoders.fields()
            .decode(
                json(
                    "{\"long\":9007199254740993,\"small\":1,\"big\":123456789012345678901234567890,"
                        + "\"money\":12.50,\"tiny\":0.1000000000000000055511151231257827}"));
    assertThat(fields)
        .containsEntry("long", 9007199254740993L)
        .containsEntry("small", 1L)
        .containsEntry("big", new BigInteger("123456789012345678901234567890"))
        .containsEntry("money", new BigDecimal("12.50"))
        .containsEntry("tiny", new BigDecimal("0.1000000000000000055511151231257827"));
    JsonNode tree = RecordDecoders.json().decode(json("{\"money\":12.50,\"n\":9007199254740993}"));
    assertThat(tree.get("money").decimalValue()).isEqualTo(new BigDecimal("12.50"));
    assertThat(tree.get("n").longValue()).isEqualTo(9007199254740993L);
  }

  @Test
  void nestedJsonBecomesMapsAndLists() throws IOException {
    Map<String, Object> fields =
        RecordDecoders.fields().decode(json("{\"a\":{\"b\":[1,null,\"x\",true]}}"));
    assertThat(fields).isEqualTo(Map.of("a", Map.of("b", Arrays.asList(1L, null, "x", true))));
  }

  @Test
  void partitionsBecomeFieldsUnlessTheRecordHasThem() throws IOException {
    byte[] bytes = "{\"hour\":7}".getBytes(UTF_8);
    SourceRecord record =
        new SourceRecord(bytes, 0, bytes.length, "f", 0, Map.of("dt", "2026-01-01", "hour", "05"));
    assertThat(RecordDecoders.fields().decode(record))
        .isEqualTo(Map.of("hour", 7L, "dt", "2026-01-01"));
    assertThat(RecordDecoders.json().decode(record).get("dt").textValue()).isEqualTo("2026-01-01");
    assertThat(RecordDecoders.json().decode(record).get("hour").intValue()).isEqualTo(7);
  }

  @Test
  void aRecordBecomesAnObjectOfTheUsersClass() throws Exception {
    RecordDecoder<Edit> decoder = RecordDecoders.json(Edit.class);
    assertThat(decoder.decode(json("{\"page\":\"P\",\"added\":3,\"other\":1}")))
        .isEqualTo(new Edit("P", 3, null));
    byte[] bytes = "{\"page\":\"P\",\"added\":3}".getBytes(UTF_8);
    SourceRecord partitioned =
        new SourceRecord(bytes, 0, bytes.length, "f", 0, Map.of("dt", "2026-01-01"));
    assertThat(decoder.decode(partitioned)).isEqualTo(new Edit("P", 3, "2026-01-01"));
    assertThat(InstantiationUtil.clone(decoder).decode(csv("P,3")))
        .as("sent to a task, on a row of CSV")
        .isEqualTo(new Edit("P", 3, null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"page\":\"P\"}|Cannot map `null` into type `long`",
        "{\"page\":\"P\",\"added\":1.5}|Cannot coerce Floating-point value (1.5) to `long`",
        "{\"page\":\"P\",\"added\":null}|Cannot map `null` into type `long`",
        "{\"page\":\"P\",\"added\":\"many\"}|Cannot deserialize value of type `long` from String",
      })
  void anObjectThatWouldLoseSomethingIsRefused(String text, String message) {
    assertThatThrownBy(() -> RecordDecoders.json(Edit.class).decode(json(text)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("not the JSON expected at byte ")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1}{\"a\":2}|more follows the JSON object, at byte 7: one record must be one object",
        "{\"a\":1} x|not the JSON expected at byte 8: Unrecognized token 'x'",
        "[1]|the record is not a JSON object: it begins with START_ARRAY",
        "17|the record is not a JSON object: it begins with VALUE_NUMBER_INT",
        "``|the record is empty, and not a JSON object",
        "{\"a\":|not the JSON expected at byte 5: Unexpected end-of-input",
        "{'a':1}|not the JSON expected at byte 1: Unexpected character",
      })
  void whatIsNotOneJsonObjectIsRefusedWithThePlace(String text, String message) {
    assertThatThrownBy(() -> RecordDecoders.fields().decode(json(text)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(message);
    assertThatThrownBy(() -> RecordDecoders.json().decode(json(text)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void malformedUtf8IsRefused() {
    byte[] bytes = "{\"a\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
    SourceRecord record = new SourceRecord(bytes, 0, bytes.length, "f", 0, Map.of());
    assertThatThrownBy(() -> RecordDecoders.fields().decode(record))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("UTF-8");
    assertThatThrownBy(() -> RecordDecoders.text().decode(record))
        .isInstanceOf(IOException.class)
        .hasMessage("not UTF-8: byte 6 of the record is 0xE9");
    record.markCsv(HEADER);
    assertThatThrownBy(() -> RecordDecoders.fields().decode(record))
        .isInstanceOf(IOException.class)
        .hasMessage("not UTF-8: byte 6 of the record is 0xE9");
  }

  @Test
  void textIsDecodedAsItIs() throws IOException {
    assertThat(RecordDecoders.text().decode(json("caf\u00e9 \ud83d\ude00 \ufffd")))
        .isEqualTo("caf\u00e9 \ud83d\ude00 \ufffd");
  }

  @Test
  void aTextOfManyMegabytesIsDecoded() throws IOException {
    String large = "x".repeat(30_000_000);
    assertThat(RecordDecoders.fields().decode(json("{\"a\":\"" + large + "\"}")))
        .containsEntry("a", large);
  }

  @Test
  void aRowOfCsvBecomesFieldsByItsHeader() throws IOException {
    assertThat(RecordDecoders.fields().decode(csv("Main \"page\",17")))
        .isEqualTo(Map.of("page", "Main \"page\"", "added", "17"));
    assertThat(RecordDecoders.fields().decode(csv("\"a,\"\"b\"\"\r\nc\",")))
        .isEqualTo(Map.of("page", "a,\"b\"\r\nc", "added", ""));
    assertThat(RecordDecoders.fields().decode(csv("\"\",\"1\"")))
        .isEqualTo(Map.of("page", "", "added", "1"));
    assertThat(RecordDecoders.json().decode(csv("x,1")).get("added").textValue()).isEqualTo("1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a|the row has 1 fields, and the header 2 columns",
        "a,1,2|the row has 3 fields, and the header 2 columns",
        "\"a,1|field 1 has no closing quote",
        "\"a\"b,1|field 1 goes on after its closing quote",
      })
  void aMalformedRowOfCsvIsRefused(String row, String message) {
    assertThatThrownBy(() -> RecordDecoders.fields().decode(csv(row)))
        .isInstanceOf(IOException.class)
        .hasMessage(message);
  }

  @Test
  void anUnreadableRecordIsNotDecoded() {
    SourceRecord record = json("{\"a\":1}");
    record.markUnreadable("longer than 64 mb");
    assertThatThrownBy(() -> RecordDecoders.fields().decode(record))
        .isInstanceOf(IOException.class)
        .hasMessage("longer than 64 mb");
    assertThatThrownBy(() -> RecordDecoders.text().decode(record))
        .isInstanceOf(IOException.class)
        .hasMessage("longer than 64 mb");
  }

  @Test
  void aHeaderWithMistakesIsRefused() {
    assertThatThrownBy(() -> new CsvHeader(List.of("a", "a"), ',', '"'))
        .hasMessage("two columns are called 'a'");
    assertThatThrownBy(() -> new CsvHeader(List.of("a", ""), ',', '"'))
        .hasMessage("column 2 has no name");
    assertThatThrownBy(() -> new CsvHeader(List.of(), ',', '"')).hasMessage("there are no columns");
    assertThatThrownBy(() -> new CsvHeader(List.of("a"), '"', '"'))
        .hasMessage("delimiter and quote are both '\"'");
    assertThatThrownBy(() -> new CsvHeader(List.of("a"), '\n', '"'))
        .hasMessage(
            "the delimiter must be an ASCII character other than NUL, CR and LF, not U+000A");
  }

  private static SourceRecord json(String text) {
    byte[] buffer = ("}}" + text + "{{").getBytes(UTF_8);
    return new SourceRecord(buffer, 2, buffer.length - 4, "file:/a", 0, Map.of());
  }

  private static SourceRecord csv(String row) {
    SourceRecord record = json(row);
    record.markCsv(HEADER);
    return record;
  }
}
