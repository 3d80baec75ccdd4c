package io.murmur.flink.source.jdbc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.murmur.flink.source.scan.ScanPage;
import io.murmur.flink.source.scan.ScanPlanner;
import io.murmur.flink.source.scan.ScanReader;
import io.murmur.flink.source.scan.ScanRow;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Scans without a job. */
final class Scanned {

  private static final ObjectMapper EXACT =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private Scanned() {}

  static List<String> plan(JdbcScan scan) throws Exception {
    try (ScanPlanner planner = new JdbcPlanner(scan.settings())) {
      List<String> ranges = planner.plan(Optional.empty(), 512).ranges();
      planner.release();
      return ranges;
    }
  }

  /** All rows, each page by a reader of its own if so wanted. */
  static List<ScanRow> rows(JdbcScan scan, boolean newReaders) throws Exception {
    List<ScanRow> rows = new ArrayList<>();
    try (ScanPlanner planner = new JdbcPlanner(scan.settings())) {
      List<String> ranges = planner.plan(Optional.empty(), 512).ranges();
      ScanReader reader = new JdbcReader(scan.settings());
      for (String range : ranges) {
        Optional<String> after = Optional.empty();
        do {
          ScanPage page = reader.read(range, after);
          rows.addAll(page.rows());
          after = page.next();
          if (newReaders) {
            reader.close();
            reader = new JdbcReader(scan.settings());
          }
        } while (after.isPresent());
      }
      reader.close();
      planner.release();
    }
    return rows;
  }

  static List<String> keys(JdbcScan scan) throws Exception {
    return rows(scan, false).stream().map(ScanRow::key).toList();
  }

  static String text(ScanRow row) {
    return new String(row.value(), StandardCharsets.UTF_8);
  }

  static JsonNode json(ScanRow row) throws JsonProcessingException {
    return EXACT.readTree(text(row));
  }

  /** The first column of what a statement gives. */
  static List<String> column(Connection opened, String sql) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Connection connection = opened;
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }
}
