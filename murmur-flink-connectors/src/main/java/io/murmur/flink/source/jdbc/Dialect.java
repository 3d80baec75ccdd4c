package io.murmur.flink.source.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** What a scan has to know of one kind of database. It holds nothing. */
sealed interface Dialect permits PostgresDialect, StandardDialect {

  /** The dialect of a database. */
  static Dialect of(JdbcSettings settings) {
    return switch (JdbcUrls.kind(settings.url())) {
      case "postgresql" -> new PostgresDialect();
      case "mysql", "mariadb" -> new MySqlDialect();
      default -> new StandardDialect();
    };
  }

  /** Options of the driver, where the URL does not say them. */
  Map<String, String> options();

  /** Prepares a connection that was just opened, on which each statement is on its own. */
  void prepare(Connection connection) throws SQLException;

  /** What the table looks like. */
  TableShape describe(Connection connection, JdbcSettings settings) throws SQLException;

  /** Keys between which the table is read, in ascending order. */
  List<String> bounds(Connection connection, JdbcSettings settings, TableShape shape)
      throws SQLException;

  /**
   * The statement for rows in the order of the key.
   *
   * @param from whether they come after a key
   * @param to whether they end at a key
   * @param rows the most of them; negative for all
   */
  PageQuery page(
      Connection connection,
      JdbcSettings settings,
      TableShape shape,
      boolean from,
      boolean to,
      int rows)
      throws SQLException;

  /** Sets a parameter to a value of a key. */
  void bind(PreparedStatement statement, int parameter, Column column, String value)
      throws SQLException;

  /** Reads the rows of results of {@link #page}. */
  RowReader rows(Connection connection, TableShape shape) throws SQLException;

  /**
   * Whether a result may stay open in a transaction while its rows are read page by page. Where
   * not, each page is asked for anew.
   */
  boolean readsOn(Connection connection) throws SQLException;

  /**
   * Where the database's stream of changes is now, in its own words.
   *
   * @throws io.murmur.flink.source.scan.ScanException if what was asked for cannot be had
   */
  SortedMap<String, String> position(Connection connection, JdbcSettings settings)
      throws SQLException;

  /**
   * Begins a snapshot of a connection's own, in a transaction that is left open, and says the
   * position at which it is; empty if this dialect knows none that nobody else can join.
   */
  Optional<SortedMap<String, String>> beginOwnSnapshot(Connection connection, JdbcSettings settings)
      throws SQLException;
}
