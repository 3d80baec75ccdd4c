package io.murmur.flink.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.definition.Definitions;
import io.murmur.flink.source.file.FileFormat;
import io.murmur.flink.source.file.OnUnreadableFile;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.MemorySize;
import org.junit.jupiter.api.Test;

class FileWordsTest {

  private static final String PIPELINE =
      """
      name: v
      key: '{page}'
      aggregate: count
      store: {table: views, control-table: control}
      """;

  @Test
  void everyOptionOfFilesHasAWord() {
    Definitions job =
        Definings.read(
            PIPELINE
                + """
                source:
                  files:
                    path: [/data/a, '/data/b/**']
                    format: csv
                    dates: {form: 'dt={yyyy-MM-dd}', from: 2026-01-01, until: 2026-02-01T12:00}
                    split-size: 8mb
                    max-record-size: 1mb
                    on-unreadable-file: dead-letter
                    include-hidden: true
                    allow-no-files: true
                    csv: {delimiter: ';', quote: "'", columns: [page, user]}
                """);

    assertThat(job.source())
        .isEqualTo(
            new FileSettings(
                List.of("/data/a", "/data/b/**"),
                FileFormat.CSV,
                Optional.of(
                    new FileSettings.Dates(
                        "dt={yyyy-MM-dd}",
                        LocalDateTime.of(2026, 1, 1, 0, 0),
                        LocalDateTime.of(2026, 2, 1, 12, 0))),
                Optional.of(MemorySize.ofMebiBytes(8)),
                Optional.of(MemorySize.ofMebiBytes(1)),
                Optional.of(OnUnreadableFile.DEAD_LETTER),
                true,
                true,
                new FileSettings.Csv(
                    Optional.of(';'), Optional.of('\''), List.of("page", "user"))));
    assertThat(job.source().describe())
        .isEqualTo(
            "/data/a /data/b/** with dt={yyyy-MM-dd} from 2026-01-01T00:00 until"
                + " 2026-02-01T12:00");
  }

  @Test
  void whatTheSourceRefusesIsAProblemAtItsPlace() {
    assertThat(
            Definings.problems(
                PIPELINE
                    + """
                    source:
                      files:
                        path: '/data/{a'
                        format: json
                        dates: {form: 'dt={yyyy-MM-dd}', from: 2026-02-01, until: 2026-01-01}
                        max-record-size: 12
                        csv: {delimiter: ';', columns: [page, page]}
                    """))
        .contains("test.yaml:7:11: source.files.path: ")
        .contains(
            "test.yaml:8:13: source.files.format: must be one of detect, json-lines,"
                + " concatenated-json, csv, parquet, avro, text-lines, not 'json'")
        .contains("test.yaml:9:12: source.files.dates: ")
        .contains(
            "test.yaml:10:22: source.files.max-record-size: must be a size such as 512kb, 64mb or"
                + " 1gb, from 1kb to 1gb, not '12'");
    assertThat(
            Definings.problems(
                PIPELINE
                    + """
                    source: {files: {path: /data, format: csv, csv: {columns: [page, page]}}}
                    """))
        .contains("source.files.csv: two columns are called 'page'");
    assertThat(
            Definings.problems(
                PIPELINE
                    + """
                    source: {files: {path: /data, format: json-lines, csv: {delimiter: ';'}}}
                    """))
        .contains("source.files.csv: csvDelimiter, csvQuote and csvColumns are not for files of");
  }
}
