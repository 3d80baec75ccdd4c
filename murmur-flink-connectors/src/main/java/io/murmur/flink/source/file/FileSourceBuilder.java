package io.murmur.flink.source.file;

import io.murmur.flink.source.CsvHeader;
import io.murmur.flink.source.SourceExtent;
import io.murmur.flink.source.SourceSize;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.configuration.MemorySize;

/**
 * Collects how files are read; begun by {@link FileSources}. Every mistake is reported at once, by
 * {@link #build()}.
 */
public final class FileSourceBuilder {

  /** How large the parts of a file are, unless said otherwise. */
  public static final MemorySize DEFAULT_SPLIT_SIZE = MemorySize.ofMebiBytes(32);

  /** How long a record may be, unless said otherwise. */
  public static final MemorySize DEFAULT_MAX_RECORD_SIZE = MemorySize.ofMebiBytes(64);

  private static final MemorySize MIN_SPLIT_SIZE = new MemorySize(1 << 10);
  private static final MemorySize MIN_RECORD_SIZE = new MemorySize(1 << 10);
  private static final MemorySize MAX_RECORD_SIZE = MemorySize.ofMebiBytes(1 << 10);

  private FileFormat format;
  private final List<PathPattern> patterns = new ArrayList<>();
  private final List<PathDates> dates = new ArrayList<>();
  private final List<String> mistakes = new ArrayList<>();
  private MemorySize splitSize = DEFAULT_SPLIT_SIZE;
  private MemorySize maxRecordSize = DEFAULT_MAX_RECORD_SIZE;
  private OnUnreadableFile onUnreadable = OnUnreadableFile.FAIL;
  private FileLayout layout = FileLayout.FILES;
  private boolean hidden;
  private boolean mayBeEmpty;
  private boolean csvSet;
  private char delimiter = ReadOptions.Csv.BY_NAME;
  private char quote = '"';
  private List<String> columns = List.of();

  FileSourceBuilder(FileFormat format, String... paths) {
    this.format = Objects.requireNonNull(format, "format");
    if (paths.length == 0) {
      mistakes.add("there is no path");
    }
    for (String path : paths) {
      check(() -> patterns.addAll(PathPattern.parse(path)));
    }
  }

  /**
   * Reads only files with dates in their paths that touch a range. The form says how the dates are
   * written, with {@code {yyyy}}, {@code {MM}}, {@code {dd}}, {@code {HH}} and {@code {mm}}, alone
   * or together in one pair of braces, and {@code *} for anything: {@code
   * dt={yyyy-MM-dd}/hour={HH}}, {@code {yyyy}/{MM}/{dd}/{HH}}, {@code edits-{yyyyMMdd}-*}. Its
   * names are whole names of the path, one after the other. A file without such a date fails the
   * run, and folders out of range are not listed.
   *
   * @param form how dates are written into paths
   * @param from the first moment that is wanted
   * @param until the first moment after it that is not
   */
  public FileSourceBuilder dateRange(String form, LocalDateTime from, LocalDateTime until) {
    if (!dates.isEmpty()) {
      mistakes.add("dateRange is given twice");
    }
    check(() -> dates.add(PathDates.of(form, from, until)));
    return this;
  }

  /**
   * The same for whole days.
   *
   * @param form how dates are written into paths
   * @param from the first day that is wanted
   * @param until the first day after it that is not
   */
  public FileSourceBuilder dateRange(String form, LocalDate from, LocalDate until) {
    return dateRange(form, from.atStartOfDay(), until.atStartOfDay());
  }

  /**
   * How large the parts are that plain files are read in, at least 1 kb; {@link
   * #DEFAULT_SPLIT_SIZE} unless set. A run can use as many tasks as there are parts. Small files
   * are given to tasks up to 64 at a time, together no larger than this.
   */
  public FileSourceBuilder splitSize(MemorySize size) {
    splitSize = Objects.requireNonNull(size, "size");
    return this;
  }

  /**
   * How long a record may be, from 1 kb to 1 gb; {@link #DEFAULT_MAX_RECORD_SIZE} unless set. Of a
   * longer one an unreadable record goes on with its place and first bytes, and reading goes on
   * after it. A task may hold up to four records of this length, since Flink reads ahead.
   */
  public FileSourceBuilder maxRecordSize(MemorySize size) {
    maxRecordSize = Objects.requireNonNull(size, "size");
    return this;
  }

  /** What becomes of damaged files; the run fails unless set. */
  public FileSourceBuilder onUnreadableFile(OnUnreadableFile reaction) {
    onUnreadable = Objects.requireNonNull(reaction, "reaction");
    return this;
  }

  /** How records lie in the files, instead of what the source was begun with. */
  public FileSourceBuilder format(FileFormat other) {
    format = Objects.requireNonNull(other, "other");
    return this;
  }

  /** Who wrote the files; {@link FileLayout#FILES} unless set. */
  public FileSourceBuilder layout(FileLayout writtenBy) {
    layout = Objects.requireNonNull(writtenBy, "writtenBy");
    return this;
  }

  /** Reads hidden files, too. */
  public FileSourceBuilder includeHidden() {
    hidden = true;
    return this;
  }

  /** Lets a path match no file; without this, that fails the run. */
  public FileSourceBuilder allowNoFiles() {
    mayBeEmpty = true;
    return this;
  }

  /**
   * The character between two fields of CSV; unless set, a tab in files called {@code .tsv} and a
   * comma in all others.
   */
  public FileSourceBuilder csvDelimiter(char character) {
    csvSet = true;
    delimiter = character;
    return this;
  }

  /** The character around fields of CSV; a double quote unless set. */
  public FileSourceBuilder csvQuote(char character) {
    csvSet = true;
    quote = character;
    return this;
  }

  /** The names of the columns of files of CSV that have no header. */
  public FileSourceBuilder csvColumns(String... names) {
    csvSet = true;
    columns = List.of(names);
    if (names.length == 0) {
      mistakes.add("csvColumns names no column");
    }
    return this;
  }

  /**
   * The source.
   *
   * @throws IllegalArgumentException with all mistakes, one on each line
   */
  public RecordFileSource build() {
    check();
    ReadOptions reading =
        new ReadOptions(
            format,
            (int) maxRecordSize.getBytes(),
            onUnreadable,
            new ReadOptions.Csv(delimiter, quote, columns),
            layout);
    return new RecordFileSource(reading, listing());
  }

  /**
   * How large the files are together, compressed as they are.
   *
   * @throws IllegalArgumentException as {@link #build()} does
   */
  public SourceSize size() {
    check();
    ListOptions files = listing();
    return () -> SourceExtent.ofBytes(FileListing.bytes(files));
  }

  private ListOptions listing() {
    return new ListOptions(
        List.copyOf(patterns),
        List.copyOf(dates),
        hidden,
        mayBeEmpty,
        format.splittable() && layout == FileLayout.FILES ? splitSize.getBytes() : 0,
        splitSize.getBytes());
  }

  private void check() {
    checkCsv();
    checkSizes();
    if (!mistakes.isEmpty()) {
      throw new IllegalArgumentException(
          "the file source cannot be built:\n  - " + String.join("\n  - ", mistakes));
    }
  }

  private void checkCsv() {
    if (!csvSet) {
      return;
    }
    if (format != FileFormat.CSV && format != FileFormat.DETECT) {
      mistakes.add("csvDelimiter, csvQuote and csvColumns are not for files of " + format);
    }
    char between = delimiter == ReadOptions.Csv.BY_NAME ? ',' : delimiter;
    List<String> names = columns.isEmpty() ? List.of("any") : columns;
    check(() -> new CsvHeader(names, between, quote));
  }

  private void checkSizes() {
    if (splitSize.compareTo(MIN_SPLIT_SIZE) < 0) {
      mistakes.add("splitSize is %s and must be at least %s".formatted(splitSize, MIN_SPLIT_SIZE));
    }
    if (maxRecordSize.compareTo(MIN_RECORD_SIZE) < 0
        || maxRecordSize.compareTo(MAX_RECORD_SIZE) > 0) {
      mistakes.add(
          "maxRecordSize is %s and must be from %s to %s"
              .formatted(maxRecordSize, MIN_RECORD_SIZE, MAX_RECORD_SIZE));
    }
  }

  private void check(Runnable validation) {
    try {
      validation.run();
    } catch (IllegalArgumentException e) {
      mistakes.add(e.getMessage());
    }
  }
}
