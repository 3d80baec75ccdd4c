package io.murmur.flink.definition;

import io.murmur.definition.event.Event;
import io.murmur.definition.event.Fields;
import io.murmur.flink.source.RecordDecoder;
import io.murmur.flink.source.SourceRecord;
import io.murmur.flink.source.SourceSize;
import io.murmur.flink.source.file.FileFormat;
import io.murmur.flink.source.file.FileSourceBuilder;
import io.murmur.flink.source.file.FileSources;
import io.murmur.flink.source.file.OnUnreadableFile;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.MemorySize;

/**
 * Files as a definition says them; see {@link FileSourceBuilder} for what each part means.
 *
 * @param paths files, folders or patterns, at least one
 * @param format how records lie in them
 * @param dates which dates in paths are wanted
 * @param splitSize how large the parts are that plain files are read in
 * @param maxRecordSize how long a record may be
 * @param onUnreadable what becomes of damaged files
 * @param hidden whether hidden files are read, too
 * @param allowNoFiles whether a path may match no file
 * @param csv how CSV is written
 */
public record FileSettings(
    List<String> paths,
    FileFormat format,
    Optional<Dates> dates,
    Optional<MemorySize> splitSize,
    Optional<MemorySize> maxRecordSize,
    Optional<OnUnreadableFile> onUnreadable,
    boolean hidden,
    boolean allowNoFiles,
    Csv csv)
    implements FlinkSourceSettings {

  /**
   * A range of dates in paths.
   *
   * @param form how dates are written there
   * @param from the first moment that is wanted
   * @param until the first after it that is not
   */
  public record Dates(String form, LocalDateTime from, LocalDateTime until) {}

  /**
   * How CSV is written; what is empty is as usual.
   *
   * @param delimiter between two fields
   * @param quote around fields
   * @param columns of files without a header
   */
  public record Csv(
      Optional<Character> delimiter, Optional<Character> quote, List<String> columns) {

    /** As usual, with a header. */
    public static Csv usual() {
      return new Csv(Optional.empty(), Optional.empty(), List.of());
    }
  }

  /** Copies the paths. */
  public FileSettings {
    paths = List.copyOf(paths);
  }

  /** The same with other paths. */
  public FileSettings withPaths(List<String> others) {
    return new FileSettings(
        others, format, dates, splitSize, maxRecordSize, onUnreadable, hidden, allowNoFiles, csv);
  }

  /** The same with another format. */
  public FileSettings withFormat(FileFormat other) {
    return new FileSettings(
        paths, other, dates, splitSize, maxRecordSize, onUnreadable, hidden, allowNoFiles, csv);
  }

  FileSettings withDates(Optional<Dates> others) {
    return new FileSettings(
        paths, format, others, splitSize, maxRecordSize, onUnreadable, hidden, allowNoFiles, csv);
  }

  FileSettings withCsv(Csv other) {
    return new FileSettings(
        paths, format, dates, splitSize, maxRecordSize, onUnreadable, hidden, allowNoFiles, other);
  }

  /** The same, and a path may match no file. */
  public FileSettings allowingNoFiles() {
    return new FileSettings(
        paths, format, dates, splitSize, maxRecordSize, onUnreadable, hidden, true, csv);
  }

  @Override
  public String type() {
    return "files";
  }

  @Override
  public String describe() {
    String all = String.join(" ", paths);
    return dates
        .map(d -> "%s with %s from %s until %s".formatted(all, d.form(), d.from(), d.until()))
        .orElse(all);
  }

  @Override
  public Source<SourceRecord, ?, ?> source() {
    return builder().build();
  }

  @Override
  public Optional<SourceSize> size() {
    return Optional.of(builder().size());
  }

  @Override
  public RecordDecoder<Event> decoder(Fields fields) {
    return format == FileFormat.TEXT_LINES ? new LineDecoder(fields) : new EventDecoder(fields);
  }

  private FileSourceBuilder builder() {
    FileSourceBuilder builder = FileSources.of(format, paths.toArray(new String[0]));
    dates.ifPresent(range -> builder.dateRange(range.form(), range.from(), range.until()));
    splitSize.ifPresent(builder::splitSize);
    maxRecordSize.ifPresent(builder::maxRecordSize);
    onUnreadable.ifPresent(builder::onUnreadableFile);
    if (hidden) {
      builder.includeHidden();
    }
    if (allowNoFiles) {
      builder.allowNoFiles();
    }
    csv.delimiter().ifPresent(builder::csvDelimiter);
    csv.quote().ifPresent(builder::csvQuote);
    if (!csv.columns().isEmpty()) {
      builder.csvColumns(csv.columns().toArray(new String[0]));
    }
    return builder;
  }
}
