package io.murmur.flink.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.flink.extract.EventTimes;
import io.murmur.flink.source.file.FileFormat;
import io.murmur.flink.source.file.FileLayout;
import io.murmur.flink.source.file.OnUnreadableFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.MemorySize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveWordsTest {

  private static final String PIPELINE =
      """
      name: v
      key: '{page}'
      aggregate: count
      store: {table: views, control-table: control}
      """;

  private static final EventTimes JANUARY =
      EventTimes.between(
          Optional.of(Instant.parse("2026-01-01T00:00:00Z")),
          Optional.of(Instant.parse("2026-02-01T00:00:00Z")));

  @TempDir Path folder;

  @Test
  void everyOptionOfArchivesHasAWord() {
    assertThat(
            archive(
                """
                layout: kafka-connect
                    path: [s3://a/topics, s3://b/]
                    form: 'year={yyyy}/month={MM}'
                    slack: 2h
                    format: json-lines
                    max-record-size: 1mb
                    on-unreadable-file: dead-letter
                    allow-no-files: true
                    unwrap: debezium
                """))
        .isEqualTo(
            new ArchiveSettings(
                List.of("s3://a/topics", "s3://b/"),
                FileLayout.KAFKA_CONNECT,
                Optional.of("year={yyyy}/month={MM}"),
                Duration.ofHours(2),
                FileFormat.JSON_LINES,
                Optional.of(MemorySize.ofMebiBytes(1)),
                Optional.of(OnUnreadableFile.DEAD_LETTER),
                true,
                Unwrap.DEBEZIUM,
                EventTimes.ALL));
  }

  @Test
  void whatIsReadIsSaidWithItsRange() {
    ArchiveSettings archive = archive("{layout: firehose, path: s3://a/views}");
    assertThat(archive.describe()).isEqualTo("firehose archive s3://a/views");
    assertThat(archive.over(JANUARY).describe())
        .isEqualTo(
            "firehose archive s3://a/views from 2026-01-01T00:00:00Z to 2026-02-01T00:00:00Z");
  }

  @Test
  void theYearsMayLieInTheBucketItself() {
    assertThat(archive("{layout: firehose, path: 's3://bucket/'}").source()).isNotNull();
    assertThat(archive("{layout: firehose, path: 's3://bucket'}").source()).isNotNull();
  }

  @Test
  void aRangeListsItsFoldersAndThoseOfTheSlackAlone() throws Exception {
    for (String hour :
        List.of(
            "2025/12/31/22", "2025/12/31/23", "2026/01/15/12", "2026/02/01/00", "2026/02/01/01")) {
      write(hour + "/o", "{}");
    }
    write("errors/2026/01/01/00/o", "{}{}{}{}");
    ArchiveSettings archive = archive("{layout: firehose, path: '" + folder + "'}");
    assertThat(archive.size().orElseThrow().extent().bytes()).hasValue(5 * 2);
    assertThat(archive.over(JANUARY).size().orElseThrow().extent().bytes()).hasValue(3 * 2);
    EventTimes from = EventTimes.between(Optional.of(JANUARY.to()), Optional.empty());
    assertThat(archive.over(from).size().orElseThrow().extent().bytes()).hasValue(2 * 2);
  }

  @Test
  void nothingInTheRangeIsAnErrorThatNamesIt() throws IOException {
    write("2025/06/01/00/o", "{}");
    ArchiveSettings archive = archive("{layout: firehose, path: '" + folder + "'}");
    assertThatThrownBy(() -> archive.over(JANUARY).size().orElseThrow().extent())
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("2025-12-31T23:00 until 2026-02-01T01:00");
  }

  @Test
  void mistakesAreToldWhereTheyAre() {
    assertThat(
            Definings.problems(
                PIPELINE
                    + """
                    source:
                      archive:
                        layout: kinesis
                        path: '/data/{a'
                        form: '{yyyy}/{dd}'
                        slack: -1h
                    """))
        .contains("test.yaml:7:13: source.archive.layout: must be one of firehose, kafka-connect")
        .contains("test.yaml:8:11: source.archive.path: ")
        .contains("test.yaml:9:11: source.archive.form: ", "{MM} is missing")
        .contains("source.archive.slack: must be a duration");
  }

  private static ArchiveSettings archive(String words) {
    String source =
        words.startsWith("{")
            ? "source: {archive: " + words.strip() + "}\n"
            : "source:\n  archive:\n    " + words.strip() + "\n";
    return (ArchiveSettings) Definings.read(PIPELINE + source).source();
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
