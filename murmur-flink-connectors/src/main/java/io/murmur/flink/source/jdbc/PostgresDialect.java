package io.murmur.flink.source.jdbc;

import io.murmur.flink.source.jdbc.Column.Kind;
import io.murmur.flink.source.scan.ScanException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Postgres. Keys go back and forth as the texts that it writes and reads itself, so every type that
 * can be a key is one; and it writes the JSON of all but the common types, so every type there is
 * gets through.
 */
final class PostgresDialect implements Dialect {

  /** About how many pages of the table are looked at for each range. */
  private static final long SAMPLED_PAGES = 8;

  private static final String ALIAS = "t";

  private static final String EXISTS = "42710";

  @Override
  public Map<String, String> options() {
    return Map.of(
        "connectTimeout",
        "10",
        "loginTimeout",
        "10",
        "socketTimeout",
        Long.toString(JdbcConnections.SILENCE.toSeconds()),
        "tcpKeepAlive",
        "true",
        "binaryTransfer",
        "false",
        "ApplicationName",
        "murmur scan");
  }

  @Override
  public void prepare(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET IntervalStyle = 'postgres';"
              + " SET bytea_output = 'hex'; SET extra_float_digits = 1;"
              + " SET idle_in_transaction_session_timeout = 0;"
              // Rather an error than a wait without end, or a part of the rows.
              + " SET lock_timeout = '10s'; SET row_security = off;"
              // A page is read by the index of the key, whatever the statistics say.
              + " SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off");
    }
  }

  @Override
  public TableShape describe(Connection connection, JdbcSettings settings) throws SQLException {
    String quoted = quoted(settings.table());
    long oid = oid(connection, settings, quoted);
    List<Column> columns = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT a.attname, format_type(a.atttypid, a.atttypmod), coalesce(b.typname,"
                + " y.typname), coalesce(b.typcategory, y.typcategory), a.attnotnull FROM"
                + " pg_attribute a JOIN pg_type y ON y.oid = a.atttypid LEFT JOIN pg_type b ON"
                + " y.typtype = 'd' AND b.oid = y.typbasetype WHERE a.attrelid = ? AND a.attnum > 0"
                + " AND NOT a.attisdropped ORDER BY a.attnum")) {
      statement.setLong(1, oid);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          columns.add(
              new Column(
                  rows.getString(1),
                  rows.getString(2),
                  kind(rows.getString(3), rows.getString(4)),
                  !rows.getBoolean(5)));
        }
      }
    }
    List<String> primary = new ArrayList<>();
    List<Set<String>> unique = new ArrayList<>();
    indexes(connection, oid, primary, unique);
    return TableShape.choose(settings, quoted, columns, primary, unique);
  }

  private static long oid(Connection connection, JdbcSettings settings, String quoted)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT oid, relkind, relkind = 'r' AND EXISTS (SELECT FROM pg_inherits WHERE inhparent"
                + " = oid) FROM pg_class WHERE oid = to_regclass(?)")) {
      statement.setString(1, quoted);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw new ScanException(
              "%s cannot be read: there is no table of this name that the user can see; correct its name or its schema"
                  .formatted(settings.what()));
        }
        if (!Set.of("r", "p").contains(row.getString(2))) {
          throw new ScanException(
              "%s cannot be read: it is a view or a foreign table, which has no unique key; name the table behind it"
                  .formatted(settings.what()));
        }
        if (row.getBoolean(3)) {
          throw new ScanException(
              "%s cannot be read: other tables inherit from it, whose rows are in it, and its key does not tell them apart; make them partitions of it"
                  .formatted(settings.what()));
        }
        return row.getLong(1);
      }
    }
  }

  private static Kind kind(String base, String category) {
    return switch (base) {
      case "int2", "int4", "int8", "numeric" -> Kind.EXACT;
      case "bool" -> Kind.TRUTH;
      case "text", "varchar", "uuid", "time" -> Kind.TEXT;
      case "date" -> Kind.DATE;
      case "timestamp" -> Kind.TIMESTAMP;
      case "timestamptz" -> Kind.INSTANT;
      case "json", "jsonb" -> Kind.JSON;
      case "bytea" -> Kind.BYTES;
      case "_bytea" -> Kind.BYTES_ARRAY;
      default -> category.equals("A") ? Kind.ARRAY : Kind.OTHER;
    };
  }

  /** The unique indexes on all rows and on columns alone, under the columns' own collations. */
  private static void indexes(
      Connection connection, long oid, List<String> primary, List<Set<String>> unique)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT i.indexrelid, i.indisprimary, a.attname FROM pg_index i"
                + " CROSS JOIN LATERAL generate_series(0, i.indnkeyatts - 1) AS n"
                + " JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[n]"
                + " WHERE i.indrelid = ? AND i.indisunique AND i.indisvalid AND i.indpred IS NULL"
                + " AND i.indexprs IS NULL AND NOT EXISTS (SELECT FROM generate_series(0,"
                + " i.indnkeyatts - 1) AS m JOIN pg_attribute c ON c.attrelid = i.indrelid AND"
                + " c.attnum = i.indkey[m] WHERE c.attcollation <> i.indcollation[m])"
                + " ORDER BY i.indexrelid, n")) {
      statement.setLong(1, oid);
      Map<Long, Set<String>> byIndex = new LinkedHashMap<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          byIndex.computeIfAbsent(rows.getLong(1), index -> new HashSet<>()).add(rows.getString(3));
          if (rows.getBoolean(2)) {
            primary.add(rows.getString(3));
          }
        }
      }
      unique.addAll(byIndex.values());
    }
  }

  @Override
  public List<String> bounds(Connection connection, JdbcSettings settings, TableShape shape)
      throws SQLException {
    if (settings.ranges() == 1) {
      return List.of();
    }
    List<String> key = columnsOf(shape.key());
    String order = String.join(", ", key);
    String texts =
        key.stream().map(c -> c + "::text AS k" + key.indexOf(c)).collect(Collectors.joining(", "));
    String sql =
        "SELECT * FROM (SELECT %s, row_number() OVER (ORDER BY %s) AS n, count(*) OVER () AS c FROM %s AS %s TABLESAMPLE SYSTEM (%s)%s) s WHERE n %% greatest(c / %d, 1) = 0 ORDER BY n"
            .formatted(
                texts,
                order,
                shape.table(),
                ALIAS,
                percent(connection, settings, shape),
                settings.where().isEmpty() ? "" : " WHERE (" + settings.where() + ")",
                settings.ranges());
    List<String> bounds = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        List<String> values = new ArrayList<>(key.size());
        for (int i = 1; i <= key.size(); i++) {
          values.add(rows.getString(i));
        }
        bounds.add(KeyText.write(shape.key(), values));
      }
    }
    return bounds.size() < settings.ranges() ? bounds : bounds.subList(0, settings.ranges() - 1);
  }

  /** How much of the table is looked at. */
  private static String percent(Connection connection, JdbcSettings settings, TableShape shape)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT coalesce(sum(pg_relation_size(relid)), 0) / current_setting('block_size')::int"
                + " FROM (SELECT to_regclass(?)::oid AS relid UNION SELECT relid FROM"
                + " pg_partition_tree(to_regclass(?))) r")) {
      statement.setString(1, shape.table());
      statement.setString(2, shape.table());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        double pages = Math.max(1, row.getDouble(1));
        return Double.toString(Math.min(100, 100 * SAMPLED_PAGES * settings.ranges() / pages));
      }
    }
  }

  @Override
  public PageQuery page(
      Connection connection,
      JdbcSettings settings,
      TableShape shape,
      boolean from,
      boolean to,
      int rows) {
    List<String> key = columnsOf(shape.key());
    List<String> values = shape.key().stream().map(c -> "?::" + c.type()).toList();
    List<String> conditions = new ArrayList<>();
    List<Integer> fromColumns = List.of();
    List<Integer> toColumns = List.of();
    if (from) {
      PageQuery.Condition after = PageQuery.byRow(key, values, ">");
      conditions.add(after.sql());
      fromColumns = after.columns();
    }
    if (to) {
      PageQuery.Condition end = PageQuery.byRow(key, values, "<=");
      conditions.add(end.sql());
      toColumns = end.columns();
    }
    if (!settings.where().isEmpty()) {
      conditions.add("(" + settings.where() + ")");
    }
    String sql =
        "SELECT %s FROM %s AS %s%s ORDER BY %s%s"
            .formatted(
                String.join(", ", PostgresRows.selected(shape)),
                shape.table(),
                ALIAS,
                conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions),
                String.join(", ", key),
                rows < 0 ? "" : " LIMIT " + rows);
    return new PageQuery(sql, fromColumns, toColumns);
  }

  private static List<String> columnsOf(List<Column> columns) {
    return columns.stream().map(PostgresDialect::column).toList();
  }

  /** A column as statements of {@link #page} name it. */
  static String column(Column column) {
    return ALIAS + "." + quoted(column.name());
  }

  @Override
  public void bind(PreparedStatement statement, int parameter, Column column, String value)
      throws SQLException {
    statement.setObject(parameter, value, java.sql.Types.OTHER);
  }

  @Override
  public RowReader rows(Connection connection, TableShape shape) {
    return new PostgresRows(shape);
  }

  @Override
  public boolean readsOn(Connection connection) {
    return true;
  }

  @Override
  public SortedMap<String, String> position(Connection connection, JdbcSettings settings)
      throws SQLException {
    SortedMap<String, String> position = new TreeMap<>();
    if (!settings.slot().isEmpty()) {
      position.put("slot", settings.slot());
      position.put("plugin", settings.plugin());
      position.put("lsn", makeSlot(connection, settings));
    }
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row = statement.executeQuery("SELECT current_database(), " + lsn())) {
        row.next();
        position.put("database", row.getString(1));
        position.putIfAbsent("lsn", row.getString(2));
      }
      // After the LSN: what was in progress then is in progress, or shown.
      try (ResultSet row = statement.executeQuery("SELECT pg_current_snapshot()::text")) {
        row.next();
        position.put("snapshot", row.getString(1));
      }
    }
    return position;
  }

  /** Where the log is, of a standby as well. */
  static String lsn() {
    return "CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE"
        + " pg_current_wal_flush_lsn() END";
  }

  /** Makes the slot; one that is there already is earlier, so it will do. */
  private static String makeSlot(Connection connection, JdbcSettings settings) throws SQLException {
    try (Statement limit = connection.createStatement()) {
      limit.execute("SET statement_timeout = '30s'; SET lock_timeout = 0");
    }
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT lsn FROM pg_create_logical_replication_slot(?, ?)")) {
      statement.setString(1, settings.slot());
      statement.setString(2, settings.plugin());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    } catch (SQLException e) {
      if (!EXISTS.equals(e.getSQLState())) {
        throw new ScanException(
            "the replication slot '%s' cannot be made at %s, so nothing is read: %s (57014: transactions that began earlier have to end first)"
                .formatted(settings.slot(), JdbcUrls.shown(settings.url()), JdbcErrors.told(e)),
            e);
      }
    }
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = ? AND plugin ="
                + " ? AND database = current_database()")) {
      statement.setString(1, settings.slot());
      statement.setString(2, settings.plugin());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw new ScanException(
              "there is a replication slot '%s' at %s already, of another plugin than %s or another database: name another one with slot(…)"
                  .formatted(settings.slot(), JdbcUrls.shown(settings.url()), settings.plugin()));
        }
        return row.getString(1);
      }
    }
  }

  @Override
  public Optional<SortedMap<String, String>> beginOwnSnapshot(
      Connection connection, JdbcSettings settings) {
    return Optional.empty();
  }

  static String quoted(TableName table) {
    return table.schema().isEmpty()
        ? quoted(table.table())
        : quoted(table.schema()) + "." + quoted(table.table());
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
