package io.murmur.flink.definition;

import io.murmur.definition.event.Event;
import io.murmur.definition.event.Fields;
import io.murmur.flink.extract.EventTimes;
import io.murmur.flink.source.RecordDecoder;
import io.murmur.flink.source.SourceRecord;
import io.murmur.flink.source.SourceSize;
import io.murmur.flink.source.file.FileFormat;
import io.murmur.flink.source.file.FileLayout;
import io.murmur.flink.source.file.FileSourceBuilder;
import io.murmur.flink.source.file.FileSources;
import io.murmur.flink.source.file.OnUnreadableFile;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.MemorySize;

/**
 * An archive of a stream as a definition says it. Asked for the events of some times, it lists only
 * the folders of those times, and of the slack before and after them.
 *
 * @param paths where the archive begins, at least one
 * @param layout who wrote it, {@link FileLayout#FIREHOSE} or {@link FileLayout#KAFKA_CONNECT}
 * @param form how times are written into paths; empty for how the layout does it, if it does
 * @param slack how much later, or earlier, than its time an event may be filed
 * @param format how records lie in the objects
 * @param maxRecordSize how long a record may be
 * @param onUnreadable what becomes of damaged objects
 * @param allowNoFiles whether there may be no object
 * @param unwrap what is taken out of records before their fields are
 * @param times which events are wanted
 */
public record ArchiveSettings(
    List<String> paths,
    FileLayout layout,
    Optional<String> form,
    Duration slack,
    FileFormat format,
    Optional<MemorySize> maxRecordSize,
    Optional<OnUnreadableFile> onUnreadable,
    boolean allowNoFiles,
    Unwrap unwrap,
    EventTimes times)
    implements ReplayableSettings {

  /** The slack, unless a definition says. */
  public static final Duration DEFAULT_SLACK = Duration.ofHours(1);

  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

  /** Copies the paths. */
  public ArchiveSettings {
    paths = List.copyOf(paths);
    Objects.requireNonNull(layout, "layout");
    Objects.requireNonNull(times, "times");
  }

  /** The same with other paths. */
  public ArchiveSettings withPaths(List<String> others) {
    return new ArchiveSettings(
        others,
        layout,
        form,
        slack,
        format,
        maxRecordSize,
        onUnreadable,
        allowNoFiles,
        unwrap,
        times);
  }

  @Override
  public ArchiveSettings over(EventTimes others) {
    return new ArchiveSettings(
        paths,
        layout,
        form,
        slack,
        format,
        maxRecordSize,
        onUnreadable,
        allowNoFiles,
        unwrap,
        others);
  }

  @Override
  public String type() {
    return "archive";
  }

  @Override
  public String describe() {
    return "%s archive %s%s%s"
        .formatted(
            layout.name().toLowerCase(Locale.ROOT).replace('_', '-'),
            String.join(" ", paths),
            form.map(written -> " with " + written).orElse(""),
            times.ranged() ? " " + times : "");
  }

  @Override
  public Source<SourceRecord, ?, ?> source() {
    return builder().build();
  }

  @Override
  public RecordDecoder<Event> decoder(Fields fields) {
    return unwrap.decoder(fields);
  }

  @Override
  public RecordDecoder<Map<String, Object>> fieldsOf() {
    return unwrap.rows();
  }

  @Override
  public Optional<SourceSize> size() {
    return Optional.of(builder().size());
  }

  private FileSourceBuilder builder() {
    FileSourceBuilder builder = begin();
    maxRecordSize.ifPresent(builder::maxRecordSize);
    onUnreadable.ifPresent(builder::onUnreadableFile);
    if (allowNoFiles) {
      builder.allowNoFiles();
    }
    writtenForm()
        .filter(written -> times.ranged())
        .ifPresent(
            written ->
                builder.dateRange(
                    written, local(times.from(), slack.negated()), local(times.to(), slack)));
    return builder;
  }

  private FileSourceBuilder begin() {
    String[] all = paths.toArray(new String[0]);
    FileSourceBuilder builder =
        layout == FileLayout.FIREHOSE && form.isEmpty()
            ? FileSources.firehose(all)
            : FileSources.detect(all).layout(layout);
    return builder.format(format);
  }

  private Optional<String> writtenForm() {
    return form.or(
        () ->
            layout == FileLayout.FIREHOSE
                ? Optional.of(FileSources.FIREHOSE_FORM)
                : Optional.empty());
  }

  /** What has no bound ends where years no longer have four digits. */
  private static LocalDateTime local(Instant moment, Duration shift) {
    Instant bounded = moment.isBefore(FIRST) ? FIRST : moment.isAfter(LAST) ? LAST : moment;
    boolean open = !bounded.equals(moment);
    return LocalDateTime.ofInstant(open ? bounded : bounded.plus(shift), ZoneOffset.UTC);
  }
}
