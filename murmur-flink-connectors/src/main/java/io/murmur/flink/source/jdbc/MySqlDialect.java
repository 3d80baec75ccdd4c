package io.murmur.flink.source.jdbc;

import io.murmur.flink.source.jdbc.Column.Kind;
import io.murmur.flink.source.scan.ScanException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** MySQL and MariaDB. */
final class MySqlDialect extends StandardDialect {

  private static final Set<String> NOT_ORDERED_AS_TEXT =
      Set.of("ENUM", "SET", "GEOMETRY", "POINT", "BIT");

  @Override
  public Map<String, String> options() {
    return Map.of(
        "connectTimeout", "10000",
        "socketTimeout", Long.toString(JdbcConnections.SILENCE.toMillis()),
        "tcpKeepAlive", "true",
        "tinyInt1isBit", "false",
        "yearIsDateType", "false");
  }

  @Override
  public void prepare(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      // Whoever reads may have to wait for long, and a result stays open meanwhile; but rather an
      // error than a wait for a lock without end.
      statement.execute(
          "SET time_zone = '+00:00', net_write_timeout = 31536000, lock_wait_timeout = 10");
    }
  }

  @Override
  String catalog(Connection connection, TableName table) throws SQLException {
    return table.schema().isEmpty() ? connection.getCatalog() : table.schema();
  }

  @Override
  String schema(Connection connection, TableName table) {
    return null;
  }

  @Override
  Kind kind(int type, String name) {
    String base = name.toUpperCase(Locale.ROOT).replaceAll("[ (].*", "");
    if (NOT_ORDERED_AS_TEXT.contains(base)) {
      return base.equals("BIT") || base.equals("GEOMETRY") || base.equals("POINT")
          ? Kind.BYTES_ARRAY
          : Kind.UNORDERED;
    }
    return switch (base) {
      case "TIMESTAMP" -> Kind.INSTANT;
      case "DATETIME" -> Kind.TIMESTAMP;
      case "JSON" -> Kind.JSON;
      case "YEAR" -> Kind.EXACT;
      case "UUID", "INET4", "INET6" -> Kind.TEXT;
      default -> type == Types.BIT ? Kind.EXACT : super.kind(type, name);
    };
  }

  /** A snapshot holds for engines with transactions alone. */
  private void requireTransactions(Connection connection, JdbcSettings settings)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT t.ENGINE FROM information_schema.TABLES t JOIN information_schema.ENGINES e ON"
                + " e.ENGINE = t.ENGINE WHERE t.TABLE_SCHEMA = ? AND t.TABLE_NAME = ? AND"
                + " e.TRANSACTIONS <> 'YES'")) {
      statement.setString(1, catalog(connection, settings.table()));
      statement.setString(2, settings.table().table());
      try (ResultSet row = statement.executeQuery()) {
        if (row.next()) {
          throw new ScanException(
              "%s cannot be read as it is at one moment: its engine %s has no transactions. Turn it into InnoDB, or say snapshot: false, in code snapshot(false), if rows do not change meanwhile"
                  .formatted(settings.what(), row.getString(1)));
        }
      }
    }
  }

  /** What MariaDB calls JSON is a text that is checked to be it. */
  @Override
  List<Column> refine(Connection connection, JdbcSettings settings, List<Column> columns)
      throws SQLException {
    if (settings.snapshot()) {
      requireTransactions(connection, settings);
    }
    Set<String> json = new HashSet<>();
    if (mariaDb(connection)) {
      try (PreparedStatement statement =
          connection.prepareStatement(
              "SELECT CHECK_CLAUSE FROM information_schema.CHECK_CONSTRAINTS WHERE"
                  + " CONSTRAINT_SCHEMA = ? AND TABLE_NAME = ?")) {
        statement.setString(1, catalog(connection, settings.table()));
        statement.setString(2, settings.table().table());
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            json.add(rows.getString(1));
          }
        }
      }
    }
    return columns.stream()
        .map(
            column ->
                json.contains("json_valid(`%s`)".formatted(column.name()))
                    ? new Column(column.name(), "JSON", Kind.JSON, column.nullable())
                    : column)
        .toList();
  }

  private static boolean mariaDb(Connection connection) throws SQLException {
    String product =
        connection.getMetaData().getDatabaseProductName()
            + connection.getMetaData().getDatabaseProductVersion();
    return product.toLowerCase(Locale.ROOT).contains("mariadb");
  }

  /** Times as the database writes them: drivers read them first, and write them again. */
  @Override
  String selected(Column column, String quoted) {
    return switch (column.kind()) {
      case DATE, TIME, TIMESTAMP, INSTANT -> "CAST(%s AS CHAR)".formatted(quoted);
      default -> quoted;
    };
  }

  @Override
  public RowReader rows(Connection connection, TableShape shape) throws SQLException {
    return new StandardRows(shape, mariaDbDriver(connection));
  }

  private static boolean mariaDbDriver(Connection connection) throws SQLException {
    return connection.getMetaData().getDriverName().toLowerCase(Locale.ROOT).contains("mariadb");
  }

  /** MySQL's own driver would read all of it into memory. */
  @Override
  public boolean readsOn(Connection connection) throws SQLException {
    return mariaDbDriver(connection);
  }

  @Override
  String limit(int rows) {
    return " LIMIT " + rows;
  }

  @Override
  public void bind(PreparedStatement statement, int parameter, Column column, String value)
      throws SQLException {
    switch (column.kind()) {
      case DATE, TIME -> statement.setString(parameter, value);
      case TIMESTAMP, INSTANT ->
          statement.setString(parameter, value.replace('T', ' ').replace("Z", ""));
      default -> super.bind(statement, parameter, column, value);
    }
  }

  @Override
  public SortedMap<String, String> position(Connection connection, JdbcSettings settings)
      throws SQLException {
    SortedMap<String, String> position = new TreeMap<>();
    try (Statement statement = connection.createStatement()) {
      String gtid = mariaDb(connection) ? "@@gtid_binlog_pos" : "@@global.gtid_executed";
      ask(statement, "SELECT " + gtid, 1)
          .filter(set -> !set.isEmpty())
          .ifPresent(set -> position.put("gtid", set));
      for (String status : List.of("SHOW BINARY LOG STATUS", "SHOW MASTER STATUS")) {
        if (!position.containsKey("binlogFile")) {
          fileAndPosition(statement, status, position);
        }
      }
    }
    return position;
  }

  /** The older names of statements and the newer, and permissions, differ: what cannot be had. */
  private static Optional<String> ask(Statement statement, String question, int column)
      throws SQLException {
    try (ResultSet row = statement.executeQuery(question)) {
      return row.next() ? Optional.ofNullable(row.getString(column)) : Optional.empty();
    } catch (SQLException e) {
      return unknownOrDenied(e, Optional.empty());
    }
  }

  private static void fileAndPosition(
      Statement statement, String question, SortedMap<String, String> position)
      throws SQLException {
    try (ResultSet row = statement.executeQuery(question)) {
      if (row.next()) {
        position.put("binlogFile", row.getString(1));
        position.put("binlogPosition", row.getString(2));
      }
    } catch (SQLException e) {
      unknownOrDenied(e, position);
    }
  }

  private static <T> T unknownOrDenied(SQLException error, T otherwise) throws SQLException {
    String state = String.valueOf(error.getSQLState());
    if (state.startsWith("42") || state.startsWith("HY")) {
      return otherwise;
    }
    throw error;
  }

  /**
   * MariaDB knows the position of a snapshot. Of MySQL the position and the snapshot are the same
   * only while nobody writes, so all writes are held up for that moment.
   */
  @Override
  public Optional<SortedMap<String, String>> beginOwnSnapshot(
      Connection connection, JdbcSettings settings) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
      if (!mariaDb(connection)) {
        return Optional.of(beginLocked(connection, settings, statement));
      }
      statement.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT");
      SortedMap<String, String> position = new TreeMap<>();
      try (ResultSet rows = statement.executeQuery("SHOW STATUS LIKE 'binlog_snapshot_%'")) {
        while (rows.next()) {
          String name = rows.getString(1).toLowerCase(Locale.ROOT);
          String value = rows.getString(2);
          if (name.equals("binlog_snapshot_file") && !value.isEmpty()) {
            position.put("binlogFile", value);
          } else if (name.equals("binlog_snapshot_position") && !value.isEmpty()) {
            position.put("binlogPosition", value);
          }
        }
      }
      if (position.containsKey("binlogFile")) {
        ask(
                statement,
                "SELECT BINLOG_GTID_POS('%s', %s)"
                    .formatted(position.get("binlogFile"), position.get("binlogPosition")),
                1)
            .filter(set -> !set.isEmpty())
            .ifPresent(set -> position.put("gtid", set));
      }
      return Optional.of(position);
    }
  }

  private SortedMap<String, String> beginLocked(
      Connection connection, JdbcSettings settings, Statement statement) throws SQLException {
    statement.execute("SET SESSION lock_wait_timeout = 30");
    statement.execute("FLUSH TABLES WITH READ LOCK");
    try {
      statement.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT");
      return position(connection, settings);
    } finally {
      statement.execute("UNLOCK TABLES");
    }
  }
}
