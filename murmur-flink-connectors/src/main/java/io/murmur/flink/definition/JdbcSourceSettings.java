package io.murmur.flink.definition;

import io.murmur.definition.yaml.Secret;
import io.murmur.flink.source.jdbc.JdbcCredentials;
import io.murmur.flink.source.jdbc.JdbcScan;
import io.murmur.flink.source.scan.ScanSource;
import io.murmur.flink.source.scan.TokenSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A scan of a table of a SQL database as a definition says it; see {@link JdbcScan} for what each
 * part means.
 *
 * @param url of the driver, without a password
 * @param login who connects
 * @param table its name
 * @param rows which rows and columns are read, in which order
 * @param ranges in how many parts it is read, about
 * @param pageRows the most rows of a page
 * @param snapshot whether all is read as it is at one moment, and how long that is held
 * @param slot the replication slot that the token makes
 * @param limit how fast it is read
 */
public record JdbcSourceSettings(
    String url,
    Optional<Login> login,
    String table,
    Rows rows,
    Optional<Integer> ranges,
    Optional<Integer> pageRows,
    Snapshot snapshot,
    Slot slot,
    ScanLimit limit)
    implements FlinkSourceSettings {

  /**
   * Who connects.
   *
   * @param user the user's name
   * @param password what proves it; empty if the database does not ask
   */
  public record Login(String user, Optional<Secret> password) {

    JdbcCredentials credentials() {
      return JdbcCredentials.of(user, password.map(Secret::reveal).orElse(""));
    }
  }

  /**
   * What is read of a table; what is empty is all of it by its primary key.
   *
   * @param columns which columns
   * @param key the columns in whose order it is read
   * @param where which rows
   */
  public record Rows(List<String> columns, List<String> key, Optional<String> where) {

    /** Copies the lists. */
    public Rows {
      columns = List.copyOf(columns);
      key = List.copyOf(key);
    }
  }

  /**
   * The state that is read.
   *
   * @param wanted whether it is that of one moment; empty for yes, where the database can
   * @param grace how long it is held for a job that restarts
   */
  public record Snapshot(Optional<Boolean> wanted, Optional<Duration> grace) {}

  /**
   * A logical replication slot of Postgres.
   *
   * @param name what it is called; empty for none
   * @param plugin its output plugin
   */
  public record Slot(Optional<String> name, Optional<String> plugin) {}

  JdbcSourceSettings withRows(Rows other) {
    return new JdbcSourceSettings(
        url, login, table, other, ranges, pageRows, snapshot, slot, limit);
  }

  JdbcSourceSettings withSlot(Slot other) {
    return new JdbcSourceSettings(
        url, login, table, rows, ranges, pageRows, snapshot, other, limit);
  }

  @Override
  public String type() {
    return "jdbc";
  }

  @Override
  public String describe() {
    return scan().describe();
  }

  @Override
  public ScanSource source() {
    return limit.on(scan().source());
  }

  /** In one part, in pages as small as what is wanted, and without a snapshot to be held. */
  @Override
  public ScanSource sampled(int most) {
    int page = Math.min(most, pageRows.orElse(JdbcScan.DEFAULT_PAGE_ROWS));
    return scan().ranges(1).pageRows(page).snapshot(false).source();
  }

  @Override
  public Optional<TokenSource> token() {
    return Optional.of(scan().token());
  }

  private JdbcScan scan() {
    JdbcScan scan = JdbcScan.of(url, table).columns(rows.columns()).key(rows.key());
    login.map(Login::credentials).ifPresent(scan::credentials);
    rows.where().ifPresent(scan::where);
    ranges.ifPresent(scan::ranges);
    pageRows.ifPresent(scan::pageRows);
    snapshot.wanted().ifPresent(scan::snapshot);
    snapshot.grace().ifPresent(scan::snapshotGrace);
    slot.name().ifPresent(scan::slot);
    slot.plugin().ifPresent(scan::slotPlugin);
    return scan;
  }
}
