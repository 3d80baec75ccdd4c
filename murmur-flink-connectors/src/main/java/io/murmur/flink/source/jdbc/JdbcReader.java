package io.murmur.flink.source.jdbc;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.murmur.flink.source.scan.ScanException;
import io.murmur.flink.source.scan.ScanPage;
import io.murmur.flink.source.scan.ScanReader;
import io.murmur.flink.source.scan.ScanRow;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** Reads pages over one connection, in one transaction if there is a snapshot. */
final class JdbcReader implements ScanReader {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final JdbcSettings settings;
  private final Dialect dialect;

  /** The statements of this connection by what bounds they have. */
  private final Map<String, Prepared> prepared = new HashMap<>();

  private Connection connection;
  private TableShape shape;
  private RowReader reads;

  /** Whether results stay open from page to page. */
  private boolean readsOn;

  /** What is open; null if nothing is. */
  private Rest rest;

  /** The snapshot that the connection has joined; empty if none. */
  private Optional<String> joined = Optional.empty();

  /** The position of the snapshot that is this connection's own. */
  private Optional<String> own = Optional.empty();

  /** The rows of a range that come after a key. */
  private record Rest(String range, Optional<String> after, ResultSet result) {}

  private record Prepared(PreparedStatement statement, PageQuery query) {}

  JdbcReader(JdbcSettings settings) {
    this.settings = settings;
    this.dialect = Dialect.of(settings);
  }

  @Override
  public ScanPage read(String range, Optional<String> after) throws Exception {
    KeyRange part = KeyRange.of(range);
    try {
      if (connection == null) {
        open(part, after);
      }
      if (!part.shape().equals(shape.fingerprint()) || !part.snapshot().equals(joined)) {
        throw changed();
      }
      return page(range, part, after);
    } catch (SQLException e) {
      closeQuietly(e);
      throw JdbcErrors.translate(settings, "read", e);
    }
  }

  private ScanException changed() {
    return new ScanException(
        "%s has been changed since this scan began: the columns that are read are now %s, the key is %s. Start a new run, into a fresh table if this one has written"
            .formatted(
                settings.what(), TableShape.names(shape.columns()), TableShape.names(shape.key())));
  }

  private void open(KeyRange part, Optional<String> after) throws IOException, SQLException {
    connection = JdbcConnections.open(settings);
    dialect.prepare(connection);
    if (part.snapshot().isPresent()) {
      join(settings, connection, part.snapshot().get());
      joined = part.snapshot();
    } else if (settings.snapshot()) {
      Optional<SortedMap<String, String>> position = dialect.beginOwnSnapshot(connection, settings);
      if (position.isPresent() && after.isPresent()) {
        throw new ScanException(
            "%s cannot be read on: the snapshot in which it was begun belonged to a connection, which is lost with its task. What was read and written is not lost, but the rest cannot be read as it was then: start a new run into a fresh table, or scan without a snapshot if rows do not change"
                .formatted(settings.what()));
      }
      if (position.isPresent()) {
        own = Optional.of(MAPPER.writeValueAsString(position.get()));
      }
    }
    shape = dialect.describe(connection, settings);
    reads = dialect.rows(connection, shape);
    readsOn = (joined.isPresent() || own.isPresent()) && dialect.readsOn(connection);
  }

  /** Begins a transaction that sees what the snapshot shows. */
  static void join(JdbcSettings settings, Connection connection, String snapshot)
      throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
      try {
        statement.execute("SET TRANSACTION SNAPSHOT '%s'".formatted(snapshot.replace("'", "''")));
      } catch (SQLException e) {
        String state = String.valueOf(e.getSQLState());
        if (state.startsWith("08") || state.startsWith("57")) {
          throw e;
        }
        throw SnapshotHold.expired(settings, snapshot, e);
      }
    }
  }

  private ScanPage page(String range, KeyRange part, Optional<String> after)
      throws SQLException, IOException {
    if (rest == null || !rest.range.equals(range) || !rest.after.equals(after)) {
      closeRest();
      rest = new Rest(range, after, query(part, after));
    }
    ResultSet result = rest.result;
    List<ScanRow> rows = new ArrayList<>();
    while (rows.size() < settings.pageRows() && result.next()) {
      rows.add(reads.read(result));
    }
    Optional<String> next =
        rows.size() < settings.pageRows()
            ? Optional.empty()
            : Optional.of(rows.get(rows.size() - 1).resume());
    if (readsOn && next.isPresent()) {
      rest = new Rest(range, next, result);
    } else {
      closeRest();
    }
    return new ScanPage(rows, next, own, 0);
  }

  private ResultSet query(KeyRange part, Optional<String> after) throws SQLException, IOException {
    Optional<String> from = after.isPresent() ? after : part.from();
    Prepared page = statement(from.isPresent(), part.to().isPresent());
    int parameter = 1;
    parameter = bind(page, parameter, page.query.fromColumns(), from);
    bind(page, parameter, page.query.toColumns(), part.to());
    return page.statement.executeQuery();
  }

  private void closeRest() throws SQLException {
    if (rest != null) {
      rest.result.close();
      rest = null;
    }
  }

  private int bind(Prepared page, int first, List<Integer> columns, Optional<String> key)
      throws SQLException, IOException {
    if (key.isEmpty()) {
      return first;
    }
    List<String> values = KeyText.read(shape.key(), key.get());
    int parameter = first;
    for (int column : columns) {
      dialect.bind(page.statement, parameter++, shape.key().get(column), values.get(column));
    }
    return parameter;
  }

  private Prepared statement(boolean from, boolean to) throws SQLException {
    String name = from + " " + to;
    Prepared page = prepared.get(name);
    if (page == null) {
      int most = readsOn ? -1 : settings.pageRows();
      PageQuery query = dialect.page(connection, settings, shape, from, to, most);
      PreparedStatement statement = connection.prepareStatement(query.sql());
      if (readsOn) {
        statement.setFetchSize(settings.pageRows());
      } else {
        statement.setMaxRows(settings.pageRows());
      }
      page = new Prepared(statement, query);
      prepared.put(name, page);
    }
    return page;
  }

  private void closeQuietly(SQLException cause) {
    try {
      close();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  @Override
  public void close() throws IOException {
    if (connection == null) {
      return;
    }
    try {
      if (rest == null) {
        connection.close();
      } else {
        // A driver would read all the rest first.
        connection.abort(Runnable::run);
      }
    } catch (SQLException e) {
      throw new IOException("the connection to %s did not close".formatted(settings.what()), e);
    } finally {
      connection = null;
      rest = null;
      prepared.clear();
    }
  }
}
