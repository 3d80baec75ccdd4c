package io.murmur.flink.definition;

import io.murmur.definition.SourceSettings;
import io.murmur.definition.SourceWords;
import io.murmur.definition.yaml.Section;
import io.murmur.definition.yaml.Shapes;
import io.murmur.definition.yaml.Word;
import io.murmur.definition.yaml.Words;
import io.murmur.flink.extract.EventTimes;
import io.murmur.flink.source.file.FileFormat;
import io.murmur.flink.source.file.FileLayout;
import io.murmur.flink.source.file.OnUnreadableFile;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.MemorySize;

/** The words about archives of streams. */
final class ArchiveWords {

  private static final long LEAST_SIZE = 1 << 10;
  private static final long MOST_SIZE = 1 << 30;

  /** Any range, to find out what is wrong with a form. */
  private static final EventTimes SOME_TIMES =
      EventTimes.between(
          Optional.of(Instant.EPOCH), Optional.of(Instant.EPOCH.plus(Duration.ofDays(1))));

  private static final Word<FileLayout> LAYOUT =
      Word.required(
          "layout",
          Shapes.choice(layouts()),
          "Who wrote the archive. firehose: folders YYYY/MM/DD/HH, JSON back to back."
              + " kafka-connect: topic/partition=N/topic+N+offset.json.gz, whose records have"
              + " topic, partition and offset for an id.");

  private static final Word<List<String>> PATH =
      Word.required(
          "path",
          Shapes.oneOrMore(Shapes.text()),
          "Where the archive begins: for firehose the folder of the years; or a list. Of any file"
              + " system that Flink knows.");

  private static final Word<String> FORM =
      Word.optional(
          "form",
          Shapes.text(),
          "How times (UTC) are written into paths, with {yyyy}, {MM}, {dd}, {HH} and {mm}:"
              + " year={yyyy}/month={MM}/day={dd}. For firehose {yyyy}/{MM}/{dd}/{HH} unless"
              + " said.");

  private static final Word<Duration> SLACK =
      Word.optional(
          "slack",
          Shapes.duration(Duration.ZERO),
          "How much later, or earlier, than its time an event may be filed; 1h unless said. A"
              + " replay of a range reads the folders of so much more.");

  private static final Word<FileFormat> FORMAT =
      Word.optional(
          "format",
          Shapes.choice(formats()),
          "How records lie in the objects; told object by object unless said. Compression is always"
              + " told by the first bytes, also where it is twofold.");

  private static final Word<Long> MAX_RECORD_SIZE =
      Word.optional(
          "max-record-size",
          Shapes.size(LEAST_SIZE, MOST_SIZE),
          "How long a record may be; 64mb unless said. A longer one is a dead letter.");

  private static final Word<OnUnreadableFile> ON_UNREADABLE =
      Word.optional(
          "on-unreadable-file",
          Shapes.choice(reactions()),
          "What becomes of damaged objects: fail, unless said, or dead-letter.");

  private static final Word<Boolean> ALLOW_NO_FILES =
      Word.optional(
          "allow-no-files", Shapes.flag(), "Whether there may be no object; false unless said.");

  private static final Word<Unwrap> UNWRAP = Unwrapping.word();

  private static final Words WORDS =
      Words.of(
          "source-archive",
          LAYOUT,
          PATH,
          FORM,
          SLACK,
          FORMAT,
          MAX_RECORD_SIZE,
          ON_UNREADABLE,
          ALLOW_NO_FILES,
          UNWRAP);

  /** Archives as a source. */
  static final SourceWords SOURCE =
      new SourceWords(
          "archive",
          "The records of a stream that were put into files, for replays.",
          Shapes.section(
              WORDS, section -> read(section).<SourceSettings>map(settings -> settings)));

  private ArchiveWords() {}

  private static Optional<ArchiveSettings> read(Section section) {
    Optional<FileLayout> layout = section.get(LAYOUT);
    Optional<List<String>> paths = section.get(PATH);
    Optional<FileFormat> format =
        section.has(FORMAT) ? section.get(FORMAT) : Optional.of(FileFormat.DETECT);
    ArchiveSettings settings =
        new ArchiveSettings(
            paths.orElse(List.of("x")),
            layout.orElse(FileLayout.FIREHOSE),
            section.get(FORM),
            section.get(SLACK).orElse(ArchiveSettings.DEFAULT_SLACK),
            format.orElse(FileFormat.DETECT),
            section.get(MAX_RECORD_SIZE).map(MemorySize::new),
            section.get(ON_UNREADABLE),
            section.get(ALLOW_NO_FILES).orElse(false),
            section.get(UNWRAP).orElse(Unwrap.NONE),
            EventTimes.ALL);
    // One by one, so that each mistake is told where it is.
    boolean right = SourceCheck.passes(settings, section.at(PATH.name()));
    right &=
        SourceCheck.passes(
            settings.withPaths(List.of("x")).over(SOME_TIMES), section.at(FORM.name()));
    return right && layout.isPresent() && paths.isPresent() && format.isPresent()
        ? Optional.of(settings)
        : Optional.empty();
  }

  private static Map<String, FileLayout> layouts() {
    Map<String, FileLayout> layouts = new LinkedHashMap<>();
    layouts.put("firehose", FileLayout.FIREHOSE);
    layouts.put("kafka-connect", FileLayout.KAFKA_CONNECT);
    return layouts;
  }

  private static Map<String, FileFormat> formats() {
    Map<String, FileFormat> formats = new LinkedHashMap<>();
    formats.put("detect", FileFormat.DETECT);
    formats.put("json-lines", FileFormat.JSON_LINES);
    formats.put("concatenated-json", FileFormat.CONCATENATED_JSON);
    formats.put("csv", FileFormat.CSV);
    formats.put("parquet", FileFormat.PARQUET);
    formats.put("avro", FileFormat.AVRO);
    return formats;
  }

  private static Map<String, OnUnreadableFile> reactions() {
    Map<String, OnUnreadableFile> reactions = new LinkedHashMap<>();
    reactions.put("fail", OnUnreadableFile.FAIL);
    reactions.put("dead-letter", OnUnreadableFile.DEAD_LETTER);
    return reactions;
  }
}
