package io.murmur.flink.definition;

import io.murmur.definition.SourceSettings;
import io.murmur.definition.SourceWords;
import io.murmur.definition.yaml.Section;
import io.murmur.definition.yaml.Shape;
import io.murmur.definition.yaml.Shapes;
import io.murmur.definition.yaml.Word;
import io.murmur.definition.yaml.Words;
import io.murmur.flink.source.file.FileFormat;
import io.murmur.flink.source.file.OnUnreadableFile;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.flink.configuration.MemorySize;

/** The words about files. */
final class FileWords {

  private static final long LEAST_SIZE = 1 << 10;
  private static final long MOST_SIZE = 1 << 30;

  private static final Word<List<String>> PATH =
      Word.required(
          "path",
          Shapes.oneOrMore(Shapes.text()),
          "A file, a folder, or a pattern with *, ?, [a-z], {a,b} and ** for any number of folders;"
              + " or a list of them. Of any file system that Flink knows.");

  private static final Word<FileFormat> FORMAT =
      Word.optional(
          "format",
          Shapes.choice(formats()),
          "How records lie in the files; told file by file unless said. Compression by gzip, zstd"
              + " or bzip2 is always told by the first bytes. A line of text-lines is the field"
              + " 'line'.");

  private static final Word<String> FORM =
      Word.required(
          "form",
          Shapes.text(),
          "How dates are written into paths, with {yyyy}, {MM}, {dd}, {HH} and {mm}:"
              + " dt={yyyy-MM-dd}/hour={HH}.");

  private static final Word<LocalDateTime> FROM =
      Word.required("from", moment(), "The first moment that is wanted.");

  private static final Word<LocalDateTime> UNTIL =
      Word.required("until", moment(), "The first moment after it that is not wanted.");

  private static final Words DATE_WORDS = Words.of("source-files-dates", FORM, FROM, UNTIL);

  private static final Word<FileSettings.Dates> DATES =
      Word.optional(
          "dates",
          Shapes.section(DATE_WORDS, FileWords::dates),
          "Only files with dates in their paths that touch a range.");

  private static final Word<Long> SPLIT_SIZE =
      Word.optional(
          "split-size",
          Shapes.size(LEAST_SIZE, Long.MAX_VALUE >> 10),
          "How large the parts are that plain files are read in; 32mb unless said.");

  private static final Word<Long> MAX_RECORD_SIZE =
      Word.optional(
          "max-record-size",
          Shapes.size(LEAST_SIZE, MOST_SIZE),
          "How long a record, or a line, may be; 64mb unless said. A longer one is a dead letter.");

  private static final Word<OnUnreadableFile> ON_UNREADABLE =
      Word.optional(
          "on-unreadable-file",
          Shapes.choice(reactions()),
          "What becomes of damaged files: fail, unless said, or dead-letter.");

  private static final Word<Boolean> HIDDEN =
      Word.optional(
          "include-hidden", Shapes.flag(), "Whether files that begin with . or _ are read, too.");

  private static final Word<Boolean> ALLOW_NO_FILES =
      Word.optional(
          "allow-no-files", Shapes.flag(), "Whether a path may match no file; false unless said.");

  private static final Pattern ONE_CHARACTER = Pattern.compile("[\\x01-\\x7F]");

  private static final Word<Character> DELIMITER =
      Word.optional("delimiter", character(), "Between two fields: one ASCII character.");

  private static final Word<Character> QUOTE =
      Word.optional("quote", character(), "Around fields; a double quote unless said.");

  private static final Word<List<String>> COLUMNS =
      Word.optional(
          "columns",
          Shapes.list(Shapes.text(), "a list of names"),
          "The names of the columns of files that have no header.");

  private static final Words CSV_WORDS = Words.of("source-files-csv", DELIMITER, QUOTE, COLUMNS);

  private static final Word<FileSettings.Csv> CSV =
      Word.optional("csv", Shapes.section(CSV_WORDS, FileWords::csv), "How CSV is written.");

  private static final Words WORDS =
      Words.of(
          "source-files",
          PATH,
          FORMAT,
          DATES,
          SPLIT_SIZE,
          MAX_RECORD_SIZE,
          ON_UNREADABLE,
          HIDDEN,
          ALLOW_NO_FILES,
          CSV);

  /** Files as a source. */
  static final SourceWords SOURCE =
      new SourceWords(
          "files",
          "The records of files.",
          Shapes.section(
              WORDS, section -> read(section).<SourceSettings>map(settings -> settings)));

  private FileWords() {}

  private static Optional<FileSettings> read(Section section) {
    Optional<List<String>> paths = section.get(PATH);
    Optional<FileFormat> format =
        section.has(FORMAT) ? section.get(FORMAT) : Optional.of(FileFormat.DETECT);
    Optional<FileSettings.Dates> dates = section.get(DATES);
    Optional<FileSettings.Csv> csv =
        section.has(CSV) ? section.get(CSV) : Optional.of(FileSettings.Csv.usual());
    FileSettings settings =
        new FileSettings(
            paths.orElse(List.of("x")),
            format.orElse(FileFormat.DETECT),
            Optional.empty(),
            section.get(SPLIT_SIZE).map(MemorySize::new),
            section.get(MAX_RECORD_SIZE).map(MemorySize::new),
            section.get(ON_UNREADABLE),
            section.get(HIDDEN).orElse(false),
            section.get(ALLOW_NO_FILES).orElse(false),
            FileSettings.Csv.usual());
    // One by one, so that each mistake is told where it is.
    boolean right = SourceCheck.passes(settings, section.at(PATH.name()));
    FileSettings any = settings.withPaths(List.of("x"));
    right &= SourceCheck.passes(any.withDates(dates), section.at(DATES.name()));
    right &=
        format.isEmpty()
            || csv.isEmpty()
            || SourceCheck.passes(any.withCsv(csv.get()), section.at("csv"));
    if (paths.isEmpty() || format.isEmpty() || csv.isEmpty() || !right) {
      return Optional.empty();
    }
    return Optional.of(settings.withDates(dates).withCsv(csv.get()));
  }

  private static Optional<FileSettings.Dates> dates(Section section) {
    Optional<String> form = section.get(FORM);
    Optional<LocalDateTime> from = section.get(FROM);
    Optional<LocalDateTime> until = section.get(UNTIL);
    return form.flatMap(
        f -> from.flatMap(begin -> until.map(end -> new FileSettings.Dates(f, begin, end))));
  }

  private static Optional<FileSettings.Csv> csv(Section section) {
    Optional<Character> delimiter = section.get(DELIMITER);
    Optional<Character> quote = section.get(QUOTE);
    Optional<List<String>> columns = section.get(COLUMNS);
    return Optional.of(new FileSettings.Csv(delimiter, quote, columns.orElse(List.of())));
  }

  private static Shape<LocalDateTime> moment() {
    return Shapes.checked(
        Shapes.text(
            Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2})?)?"),
            "a date such as 2026-01-31, or with a time such as 2026-01-31T12:00"),
        FileWords::moment);
  }

  private static LocalDateTime moment(String text) {
    try {
      return text.contains("T") ? LocalDateTime.parse(text) : LocalDate.parse(text).atStartOfDay();
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("'" + text + "' is not in the calendar", e);
    }
  }

  private static Shape<Character> character() {
    return Shapes.text(ONE_CHARACTER, "one ASCII character").map(text -> text.charAt(0));
  }

  private static Map<String, FileFormat> formats() {
    Map<String, FileFormat> formats = new LinkedHashMap<>();
    formats.put("detect", FileFormat.DETECT);
    formats.put("json-lines", FileFormat.JSON_LINES);
    formats.put("concatenated-json", FileFormat.CONCATENATED_JSON);
    formats.put("csv", FileFormat.CSV);
    formats.put("parquet", FileFormat.PARQUET);
    formats.put("avro", FileFormat.AVRO);
    formats.put("text-lines", FileFormat.TEXT_LINES);
    return formats;
  }

  private static Map<String, OnUnreadableFile> reactions() {
    Map<String, OnUnreadableFile> reactions = new LinkedHashMap<>();
    reactions.put("fail", OnUnreadableFile.FAIL);
    reactions.put("dead-letter", OnUnreadableFile.DEAD_LETTER);
    return reactions;
  }
}
