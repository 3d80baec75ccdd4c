package io.murmur.flink.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.flink.extract.DeadLetter;
import io.murmur.flink.extract.DeadLetter.Stage;
import io.murmur.flink.source.CsvHeader;
import io.murmur.flink.source.SourceRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LetterFormatTest {

  private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");

  /** Written by the first version; must be read for ever. */
  private static final String VERSION_1 =
      "{\"format\":1,\"run\":\"r\",\"pipeline\":\"p\",\"stage\":\"LIFT\",\"reason\":\"too"
          + " \\\"large\\\"\",\"origin\":\"s3://bucket/a.csv\",\"position\":17,\"eventId\":\"e1\",\"eventTimeMillis\":-1,\"partitions\":{\"day\":\"2026-01-01\"},\"csv\":{\"columns\":[\"a\",\"b\"],\"delimiter\":\";\",\"quote\":\"'\"},\"attempt\":2,\"at\":\"2026-01-02T03:04:05.678Z\",\"length\":7,\"text\":\"1;☃\\r"
          + "\\u0000\"}";

  private static FiledLetter csv() {
    SourceRecord record =
        record("1;☃\r\0".getBytes(StandardCharsets.UTF_8), Map.of("day", "2026-01-01"));
    record.markCsv(new CsvHeader(List.of("a", "b"), ';', '\''));
    return new FiledLetter(
        "r",
        new DeadLetter(
            "p", Stage.LIFT, "too \"large\"", record, 7, OptionalLong.of(-1), 2, Optional.of("e1")),
        AT);
  }

  @Test
  void aLetterIsOneLineOfJsonThatPeopleCanRead() throws IOException {
    assertThat(new String(LetterFormat.write(csv()), StandardCharsets.UTF_8)).isEqualTo(VERSION_1);
  }

  @Test
  void theFirstVersionIsRead() throws IOException {
    assertThat(read(VERSION_1)).isEqualTo(csv());
  }

  @Test
  void bytesThatAreNotUtf8AreKeptAsBase64() throws IOException {
    byte[] bytes = {'a', (byte) 0xE9, 'b'};
    SourceRecord record = record(bytes, Map.of());
    record.markUnreadable("cut off");
    FiledLetter letter =
        new FiledLetter(
            "r",
            new DeadLetter("p", Stage.SOURCE, "cut off", record, 9, OptionalLong.empty(), 0),
            AT);
    String line = new String(LetterFormat.write(letter), StandardCharsets.UTF_8);
    assertThat(line).contains("\"base64\":\"YeliYg==\"".replace("YeliYg==", "Yeli"));
    assertThat(read(line)).isEqualTo(letter);
    assertThat(letter.whole()).isFalse();
  }

  @Property(tries = 200)
  void anyBytesComeBack(@ForAll byte[] bytes) throws IOException {
    FiledLetter letter =
        new FiledLetter(
            "r",
            new DeadLetter(
                "p",
                Stage.DECODE,
                "?",
                record(bytes, Map.of()),
                bytes.length,
                OptionalLong.empty(),
                0),
            AT);
    byte[] line = LetterFormat.write(letter);
    assertThat(line).doesNotContain('\n');
    assertThat(LetterFormat.read(line, 0, line.length, "here")).isEqualTo(letter);
    assertThat(letter.whole()).isTrue();
  }

  @Test
  void aRecordOfWhichOnlyTheBeginningWasKeptIsNotWhole() {
    FiledLetter letter =
        new FiledLetter(
            "r",
            new DeadLetter(
                "p",
                Stage.DECODE,
                "?",
                record(new byte[3], Map.of()),
                DeadLetter.MAX_RAW_BYTES + 1,
                OptionalLong.empty(),
                0),
            AT);
    assertThat(letter.whole()).isFalse();
  }

  @Test
  void whatIsNoLetterIsSaidWithItsPlace() {
    assertThatThrownBy(() -> read("{\"format\":2}"))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "here:7 is a dead letter of format 2; this version reads 1: use a newer version");
    assertThatThrownBy(() -> read("{\"format\":1,"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("here:7 is not a dead letter: ");
    assertThatThrownBy(() -> read("{\"format\":1,\"text\":\"\"}"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("here:7 is not a dead letter: ");
  }

  private static FiledLetter read(String line) throws IOException {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    return LetterFormat.read(bytes, 0, bytes.length, "here:7");
  }

  private static SourceRecord record(byte[] bytes, Map<String, String> partitions) {
    return new SourceRecord(bytes, 0, bytes.length, "s3://bucket/a.csv", 17, partitions);
  }
}
