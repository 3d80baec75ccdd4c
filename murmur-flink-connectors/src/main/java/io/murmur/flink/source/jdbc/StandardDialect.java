package io.murmur.flink.source.jdbc;

import io.murmur.flink.source.jdbc.Column.Kind;
import io.murmur.flink.source.scan.ScanException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What all databases have in common, as far as JDBC tells it. */
sealed class StandardDialect implements Dialect permits MySqlDialect {

  @Override
  public Map<String, String> options() {
    return Map.of();
  }

  @Override
  public void prepare(Connection connection) throws SQLException {
    // Nothing that all databases know.
  }

  @Override
  public TableShape describe(Connection connection, JdbcSettings settings) throws SQLException {
    DatabaseMetaData data = connection.getMetaData();
    String catalog = catalog(connection, settings.table());
    String schema = schema(connection, settings.table());
    String table = settings.table().table();
    List<Column> columns = new ArrayList<>();
    try (ResultSet rows = data.getColumns(catalog, schema, table, "%")) {
      while (rows.next()) {
        if (rows.getString("TABLE_NAME").equals(table)) { // names are patterns to this method
          String type = rows.getString("TYPE_NAME");
          columns.add(
              new Column(
                  rows.getString("COLUMN_NAME"),
                  type,
                  kind(rows.getInt("DATA_TYPE"), type),
                  rows.getInt("NULLABLE") != DatabaseMetaData.columnNoNulls));
        }
      }
    }
    if (columns.isEmpty()) {
      throw new ScanException(
          "%s cannot be read: there is no table of this name that the user can see; correct its name or its schema, or grant the permission to read it"
              .formatted(settings.what()));
    }
    SortedMap<Integer, String> primary = new TreeMap<>();
    try (ResultSet rows = data.getPrimaryKeys(catalog, schema, table)) {
      while (rows.next()) {
        primary.put(rows.getInt("KEY_SEQ"), rows.getString("COLUMN_NAME"));
      }
    }
    TableShape shape =
        TableShape.choose(
            settings,
            quoted(connection, settings.table()),
            refine(connection, settings, columns),
            List.copyOf(primary.values()),
            List.copyOf(uniqueIndexes(data, catalog, schema, table).values()));
    // Whatever a driver makes of them, it is no value to compare with.
    shape.rejectKeys(settings, Kind.BYTES_ARRAY);
    return shape;
  }

  /** The columns of the unique indexes on all rows, by their names; not those on expressions. */
  private static Map<String, Set<String>> uniqueIndexes(
      DatabaseMetaData data, String catalog, String schema, String table) throws SQLException {
    Map<String, Set<String>> unique = new LinkedHashMap<>();
    Set<String> others = new HashSet<>();
    try (ResultSet rows = data.getIndexInfo(catalog, schema, table, true, true)) {
      while (rows.next()) {
        String name = String.valueOf(rows.getString("INDEX_NAME"));
        String column = rows.getString("COLUMN_NAME");
        if (column == null || rows.getString("FILTER_CONDITION") != null) {
          others.add(name);
        } else {
          unique.computeIfAbsent(name, index -> new HashSet<>()).add(column);
        }
      }
    }
    unique.keySet().removeAll(others);
    return unique;
  }

  /** Says better what columns hold. */
  List<Column> refine(Connection connection, JdbcSettings settings, List<Column> columns)
      throws SQLException {
    return columns;
  }

  /** The catalog in which a table is. */
  String catalog(Connection connection, TableName table) throws SQLException {
    return connection.getCatalog();
  }

  /** The schema in which a table is; null for any. */
  String schema(Connection connection, TableName table) throws SQLException {
    return table.schema().isEmpty() ? connection.getSchema() : table.schema();
  }

  /** What a column of a type holds. */
  Kind kind(int type, String name) {
    return switch (type) {
      case Types.TINYINT,
          Types.SMALLINT,
          Types.INTEGER,
          Types.BIGINT,
          Types.DECIMAL,
          Types.NUMERIC ->
          Kind.EXACT;
      case Types.FLOAT, Types.REAL, Types.DOUBLE -> Kind.APPROXIMATE;
      case Types.BOOLEAN, Types.BIT -> Kind.TRUTH;
      case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> Kind.BYTES;
      case Types.DATE -> Kind.DATE;
      case Types.TIME -> Kind.TIME;
      case Types.TIMESTAMP -> Kind.TIMESTAMP;
      case Types.TIMESTAMP_WITH_TIMEZONE -> Kind.INSTANT;
      case Types.ARRAY -> Kind.ARRAY;
      case Types.CHAR,
          Types.VARCHAR,
          Types.LONGVARCHAR,
          Types.NCHAR,
          Types.NVARCHAR,
          Types.LONGNVARCHAR,
          Types.CLOB,
          Types.NCLOB ->
          Kind.TEXT;
      default -> Kind.UNORDERED;
    };
  }

  /** Whole numbers are cut evenly; other keys are read in one range. */
  @Override
  public List<String> bounds(Connection connection, JdbcSettings settings, TableShape shape)
      throws SQLException {
    Column first = shape.key().get(0);
    if (settings.ranges() == 1 || shape.key().size() > 1 || first.kind() != Kind.EXACT) {
      return List.of();
    }
    String column = quoted(connection, first.name());
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT min(%s), max(%s) FROM %s".formatted(column, column, shape.table()))) {
      row.next();
      BigDecimal least = row.getBigDecimal(1);
      BigDecimal most = row.getBigDecimal(2);
      if (least == null || least.scale() > 0) {
        return List.of();
      }
      return cut(shape, least, most, settings.ranges());
    }
  }

  private static List<String> cut(TableShape shape, BigDecimal least, BigDecimal most, int ranges) {
    BigDecimal width = most.subtract(least);
    List<String> bounds = new ArrayList<>();
    BigDecimal before = least.subtract(BigDecimal.ONE);
    for (int i = 1; i < ranges; i++) {
      BigDecimal bound =
          least.add(
              width
                  .multiply(BigDecimal.valueOf(i))
                  .divideToIntegralValue(BigDecimal.valueOf(ranges)));
      if (bound.compareTo(before) > 0 && bound.compareTo(most) < 0) {
        bounds.add(KeyText.write(shape.key(), List.of(bound.toPlainString())));
        before = bound;
      }
    }
    return bounds;
  }

  @Override
  public PageQuery page(
      Connection connection,
      JdbcSettings settings,
      TableShape shape,
      boolean from,
      boolean to,
      int rows)
      throws SQLException {
    List<String> key = new ArrayList<>();
    for (Column column : shape.key()) {
      key.add(quoted(connection, column.name()));
    }
    List<String> columns = new ArrayList<>();
    for (Column column : shape.columns()) {
      columns.add(selected(column, quoted(connection, column.name())));
    }
    List<String> conditions = new ArrayList<>();
    List<Integer> fromColumns = List.of();
    List<Integer> toColumns = List.of();
    if (from) {
      PageQuery.Condition after = PageQuery.byColumn(key, '>', false);
      conditions.add(after.sql());
      fromColumns = after.columns();
    }
    if (to) {
      PageQuery.Condition end = PageQuery.byColumn(key, '<', true);
      conditions.add(end.sql());
      toColumns = end.columns();
    }
    if (!settings.where().isEmpty()) {
      conditions.add(settings.where());
    }
    String sql =
        "SELECT %s FROM %s%s ORDER BY %s%s"
            .formatted(
                String.join(", ", columns),
                shape.table(),
                conditions.isEmpty()
                    ? ""
                    : conditions.stream().collect(Collectors.joining(") AND (", " WHERE (", ")")),
                String.join(", ", key),
                rows < 0 ? "" : limit(rows));
    return new PageQuery(sql, fromColumns, toColumns);
  }

  /** How a statement selects a column. */
  String selected(Column column, String quoted) {
    return quoted;
  }

  /** How a statement says the most rows it gives; that of the standard is not in all databases. */
  String limit(int rows) {
    return "";
  }

  @Override
  public void bind(PreparedStatement statement, int parameter, Column column, String value)
      throws SQLException {
    switch (column.kind()) {
      case EXACT -> statement.setBigDecimal(parameter, new BigDecimal(value));
      case BYTES -> statement.setBytes(parameter, Base64.getDecoder().decode(value));
      case TRUTH -> statement.setBoolean(parameter, Boolean.parseBoolean(value));
      case DATE -> statement.setObject(parameter, LocalDate.parse(value));
      case TIMESTAMP -> statement.setObject(parameter, LocalDateTime.parse(value));
      default -> statement.setString(parameter, value);
    }
  }

  @Override
  public RowReader rows(Connection connection, TableShape shape) throws SQLException {
    return new StandardRows(shape, false);
  }

  @Override
  public boolean readsOn(Connection connection) throws SQLException {
    return false;
  }

  @Override
  public SortedMap<String, String> position(Connection connection, JdbcSettings settings)
      throws SQLException {
    return new TreeMap<>();
  }

  @Override
  public Optional<SortedMap<String, String>> beginOwnSnapshot(
      Connection connection, JdbcSettings settings) throws SQLException {
    return Optional.empty();
  }

  private static String quoted(Connection connection, TableName table) throws SQLException {
    return table.schema().isEmpty()
        ? quoted(connection, table.table())
        : quoted(connection, table.schema()) + "." + quoted(connection, table.table());
  }

  private static String quoted(Connection connection, String name) throws SQLException {
    String quote = connection.getMetaData().getIdentifierQuoteString().strip();
    return quote.isEmpty() ? name : quote + name.replace(quote, quote + quote) + quote;
  }
}
