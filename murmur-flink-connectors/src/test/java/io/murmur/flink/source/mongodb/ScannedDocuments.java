package io.murmur.flink.source.mongodb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.murmur.flink.source.scan.ScanPage;
import io.murmur.flink.source.scan.ScanPlanner;
import io.murmur.flink.source.scan.ScanReader;
import io.murmur.flink.source.scan.ScanRow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Scans without a job. */
final class ScannedDocuments {

  private static final ObjectMapper EXACT =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private ScannedDocuments() {}

  static List<String> plan(MongoScan scan) throws Exception {
    try (ScanPlanner planner = new MongoScanPlanner(scan.settings())) {
      return planner.plan(Optional.empty(), 512).ranges();
    }
  }

  /** All documents, by one reader. */
  static List<ScanRow> rows(MongoScan scan) throws Exception {
    List<ScanRow> rows = new ArrayList<>();
    try (ScanReader reader = new MongoScanReader(scan.settings())) {
      for (String range : plan(scan)) {
        rows.addAll(rest(reader, range, Optional.empty()));
      }
    }
    return rows;
  }

  /** What comes after some document of a range, to the range's end. */
  static List<ScanRow> rest(ScanReader reader, String range, Optional<String> begin)
      throws Exception {
    List<ScanRow> rows = new ArrayList<>();
    Optional<String> after = begin;
    do {
      ScanPage page = reader.read(range, after);
      rows.addAll(page.rows());
      after = page.next();
    } while (after.isPresent());
    return rows;
  }

  static List<String> keys(MongoScan scan) throws Exception {
    return rows(scan).stream().map(ScanRow::key).toList();
  }

  static String text(ScanRow row) {
    return new String(row.value(), StandardCharsets.UTF_8);
  }

  static JsonNode json(ScanRow row) throws JsonProcessingException {
    return EXACT.readTree(text(row));
  }
}
