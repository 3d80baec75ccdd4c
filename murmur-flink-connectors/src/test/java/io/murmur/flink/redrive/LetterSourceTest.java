package io.murmur.flink.redrive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.flink.source.SourceRecord;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LetterSourceTest {

  private static final LetterSource SOURCE =
      LetterSource.of(
          new Manifest(
              "id",
              "run",
              List.of(
                  new Manifest.Records("file:/l/letters-a.jsonl", List.of(7L)),
                  new Manifest.Records("file:/l/letters-b.jsonl", List.of())),
              List.of(),
              1,
              0,
              Optional.empty()));

  private static SourceRecord line(String file, long position, int length) {
    byte[] bytes =
        ("{\"format\":1,\"run\":\"r\",\"pipeline\":\"p\",\"stage\":\"KEY\",\"reason\":\"?\","
                + "\"origin\":\"f\",\"position\":3,\"attempt\":0,\"at\":\"2026-01-01T00:00:00Z\","
                + "\"length\":%d,\"text\":\"abc\"}")
            .formatted(length)
            .getBytes(StandardCharsets.UTF_8);
    return new SourceRecord(bytes, 0, bytes.length, "file:/l/" + file, position, Map.of());
  }

  @Test
  void aRecordHasTheBytesAndThePlaceThatItHadFirst() {
    SourceRecord record = SOURCE.record(line("letters-a.jsonl", 0, 3)).orElseThrow();
    assertThat(record.text()).isEqualTo("abc");
    assertThat(record.place()).isEqualTo("f:3");
  }

  @Test
  void whatIsInAnotherFileTooAndWhatIsNotWholeIsLeftOut() {
    assertThat(SOURCE.record(line("letters-a.jsonl", 7, 3))).isEmpty();
    assertThat(SOURCE.record(line("letters-b.jsonl", 7, 3))).isPresent();
    assertThat(SOURCE.record(line("letters-b.jsonl", 0, 4))).isEmpty();
  }

  @Test
  void aLineThatIsNoLetterFailsTheRedrive() {
    SourceRecord odd =
        new SourceRecord(new byte[] {'x'}, 0, 1, "file:/l/letters-a.jsonl", 9, Map.of());
    assertThatThrownBy(() -> SOURCE.record(odd))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("file:/l/letters-a.jsonl:9 is not a dead letter: ");
  }

  @Test
  void aPathIsReadAsItIsAndNotAsAPattern() {
    assertThat(LetterSource.literally("s3://b/{a,b}/[x]*?\\y.jsonl"))
        .isEqualTo("s3://b/\\{a\\,b\\}/\\[x\\]\\*\\?\\\\y.jsonl");
  }
}
