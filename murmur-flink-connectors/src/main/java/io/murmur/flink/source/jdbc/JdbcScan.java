package io.murmur.flink.source.jdbc;

import io.murmur.flink.source.scan.ScanSource;
import io.murmur.flink.source.scan.TokenSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A scan of a table of a SQL database, in the order of its key.
 *
 * <pre>{@code
 * JdbcScan orders =
 *     JdbcScan.of("jdbc:postgresql://db/shop", "public.orders")
 *         .credentials(JdbcCredentials.environment("SHOP_USER", "SHOP_PASSWORD"))
 *         .where("status = 'paid'")
 *         .ranges(64);
 * Bootstrap.of(pipeline)
 *     .from(orders.source().recordsPerSecond(20_000), orders.describe(), decoder)
 *     .handoff(orders.token());
 * }</pre>
 *
 * <p>Of Postgres, MySQL and MariaDB a scan is the table at exactly one moment; the package's
 * description says what that means when something fails, and what other databases give.
 *
 * <p>Each row is a record of JSON with a field for each column: exact numbers with all their
 * digits, times as ISO-8601 (of a column with a time zone, in UTC and with its offset), JSON as
 * JSON, arrays as arrays, bytes as a text in base64, NULL as null; whatever else there is as the
 * text that the database writes. Its id is made of the table as it is named here and the values of
 * its key. Columns that a key has are always read.
 *
 * <p>A page is read after a key and never after a number of rows, so rows that come and go disturb
 * no other. Bounds are compared by the database, so any key that it can order is a good one, texts
 * under any collation included.
 */
public final class JdbcScan {

  /** The number of ranges, unless set. */
  public static final int DEFAULT_RANGES = 64;

  /** The most ranges: all are planned at once. */
  public static final int MAX_RANGES = 4_096;

  /** The number of rows of a page, unless set. */
  public static final int DEFAULT_PAGE_ROWS = 1_000;

  /** How long a snapshot is held for a job that restarts, unless set. */
  public static final Duration DEFAULT_SNAPSHOT_GRACE = Duration.ofMinutes(10);

  /** The plugin of replication slots, unless set: the one that Postgres itself has. */
  public static final String DEFAULT_PLUGIN = "pgoutput";

  private final String url;
  private final String table;
  private final List<String> columns = new ArrayList<>();
  private final List<String> key = new ArrayList<>();
  private JdbcCredentials credentials = JdbcCredentials.none();
  private String where = "";
  private int ranges = DEFAULT_RANGES;
  private int pageRows = DEFAULT_PAGE_ROWS;
  private boolean snapshot = true;
  private Duration snapshotGrace = DEFAULT_SNAPSHOT_GRACE;
  private String slot = "";
  private String plugin = DEFAULT_PLUGIN;

  private JdbcScan(String url, String table) {
    this.url = Objects.requireNonNull(url, "url");
    this.table = Objects.requireNonNull(table, "table");
  }

  /**
   * A scan of all of a table.
   *
   * @param url of the driver, {@code jdbc:…}, without a password
   * @param table its name, with its schema (of MySQL: its database) before a dot, as the database's
   *     catalog has it: upper and lower case differ, and quotes are only needed around a part that
   *     has a dot in it. It is a part of the ids of all records, so name a table always in the same
   *     way
   */
  public static JdbcScan of(String url, String table) {
    return new JdbcScan(url, table);
  }

  /** Who connects; nobody in particular unless set. */
  public JdbcScan credentials(JdbcCredentials from) {
    this.credentials = Objects.requireNonNull(from, "from");
    return this;
  }

  /** Reads only these columns, and those of the key; all unless set. */
  public JdbcScan columns(List<String> names) {
    columns.clear();
    columns.addAll(names);
    return this;
  }

  /** Reads only rows of which this condition in the database's SQL is true. */
  public JdbcScan where(String condition) {
    this.where = Objects.requireNonNull(condition, "condition");
    return this;
  }

  /**
   * The columns in whose order the table is read: those of any unique index, and no row may have a
   * NULL in them. The primary key unless set.
   */
  public JdbcScan key(List<String> names) {
    key.clear();
    key.addAll(names);
    return this;
  }

  /**
   * In about how many parts the table is read, from 1 to {@value #MAX_RANGES}; {@value
   * #DEFAULT_RANGES} unless set. A reader reads one at a time, so there should be a few for each.
   * Small tables have fewer, and the snapshot of a MySQL or MariaDB is always one.
   */
  public JdbcScan ranges(int count) {
    this.ranges = count;
    return this;
  }

  /**
   * The most rows of a page, {@value #DEFAULT_PAGE_ROWS} unless set; a reader holds about three.
   */
  public JdbcScan pageRows(int rows) {
    this.pageRows = rows;
    return this;
  }

  /**
   * Whether all is read as it is at one moment, where the database can; true unless set. Without, a
   * scan survives the loss of whatever there is, but sees changes that are made while it reads.
   */
  public JdbcScan snapshot(boolean wanted) {
    this.snapshot = wanted;
    return this;
  }

  /**
   * How long the job manager holds the snapshot of a Postgres for a job that has failed or was
   * stopped, 10 minutes unless set: longer than a restart takes. Meanwhile the database removes no
   * rows that the snapshot shows. When a job has read all, the snapshot is let go at once.
   */
  public JdbcScan snapshotGrace(Duration grace) {
    this.snapshotGrace = Objects.requireNonNull(grace, "grace");
    return this;
  }

  /**
   * Has the {@link #token()} make a logical replication slot in a Postgres, from which a live feed
   * gets every change since. The database keeps its log until somebody reads the slot or drops it.
   */
  public JdbcScan slot(String name) {
    this.slot = Objects.requireNonNull(name, "name");
    return this;
  }

  /** The output plugin of the slot, {@value #DEFAULT_PLUGIN} unless set. */
  public JdbcScan slotPlugin(String name) {
    this.plugin = Objects.requireNonNull(name, "name");
    return this;
  }

  /**
   * The source.
   *
   * @throws IllegalArgumentException with all that is wrong
   */
  public ScanSource source() {
    return ScanSource.of(new JdbcScanConnector(settings()));
  }

  /**
   * Takes the database's position before the scan. Of Postgres its parts are {@code lsn}, {@code
   * snapshot}, {@code database} and, if one was asked for, {@code slot} and {@code plugin}; of
   * MariaDB and MySQL, with a binary log, {@code gtid} and, if the user may see them, {@code
   * binlogFile} and {@code binlogPosition}. Other databases tell none, so there is only the time.
   */
  public TokenSource token() {
    return new JdbcToken(settings());
  }

  /** What is read, in one line: the same for the same rows. No user is in it, and no password. */
  public String describe() {
    return settings().describe();
  }

  /** All that was said, checked. */
  JdbcSettings settings() {
    List<String> problems = new ArrayList<>();
    JdbcUrls.problem(url).ifPresent(problems::add);
    TableName name = null;
    try {
      name = TableName.parse(table);
    } catch (IllegalArgumentException e) {
      problems.add(e.getMessage());
    }
    if (ranges < 1 || ranges > MAX_RANGES) {
      problems.add(
          "the number of ranges must be from 1 to %d, was %d".formatted(MAX_RANGES, ranges));
    }
    if (pageRows < 1) {
      problems.add("a page must have 1 row at least, was " + pageRows);
    }
    if (snapshotGrace.isNegative()) {
      problems.add("the snapshot's grace must be zero or more, was " + snapshotGrace);
    }
    named("column", columns, problems);
    named("column of the key", key, problems);
    if (!slot.isEmpty() && !url.startsWith("jdbc:postgresql:")) {
      problems.add("only a Postgres has replication slots: take slot(…) out");
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "the scan of table '%s' cannot be built:%n  - %s"
              .formatted(table, String.join("\n  - ", problems)));
    }
    return new JdbcSettings(
        url,
        credentials,
        name,
        columns,
        key,
        where,
        ranges,
        pageRows,
        snapshot,
        snapshotGrace,
        slot,
        plugin);
  }

  private static void named(String what, List<String> names, List<String> problems) {
    if (names.stream().anyMatch(String::isEmpty)) {
      problems.add("a %s has no name".formatted(what));
    }
    if (names.stream().distinct().count() < names.size()) {
      problems.add("a %s is named twice: %s".formatted(what, names));
    }
  }
}
