package io.murmur.flink.source.dynamodb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.murmur.flink.source.scan.ScanException;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.apache.flink.core.fs.Path;

/**
 * The summary of an export: what was exported, when, and how many items there must be.
 *
 * @param folder where the manifests lie, and the data below it
 * @param table the table's name
 * @param exportArn the export
 * @param exportTime the moment at which the export is the table
 * @param items how many items all files together have
 */
record ExportManifest(
    String folder, String table, String exportArn, Instant exportTime, long items) {

  private static final String SUMMARY = "manifest-summary.json";
  private static final String FILES = "manifest-files.json";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * Reads a summary.
   *
   * @param folder that of the export, the one with {@code manifest-summary.json}
   * @throws ScanException if there is none, or it is of an export that this cannot read
   */
  static ExportManifest read(String folder) throws IOException {
    JsonNode summary;
    try (BufferedReader reader = open(folder, SUMMARY)) {
      summary = MAPPER.readTree(reader);
    } catch (JsonProcessingException e) {
      throw damaged(folder, SUMMARY, e.getOriginalMessage(), e);
    }
    try {
      requireText(folder, summary, "outputFormat", "DYNAMODB_JSON");
      if (summary.has("exportType")) {
        requireText(folder, summary, "exportType", "FULL_EXPORT");
      }
      String arn = summary.required("tableArn").asText();
      return new ExportManifest(
          folder,
          arn.substring(arn.lastIndexOf('/') + 1),
          summary.required("exportArn").asText(),
          Instant.parse(summary.required("exportTime").asText()),
          summary.required("itemCount").asLong());
    } catch (IllegalArgumentException | DateTimeParseException e) {
      throw damaged(folder, SUMMARY, e.getMessage(), e);
    }
  }

  private static void requireText(String folder, JsonNode summary, String field, String expected) {
    String found = summary.required(field).asText();
    if (!found.equals(expected)) {
      throw new ScanException(
          "the export %s has the %s %s, and only %s can be read: export the table again"
              .formatted(folder, field, found, expected));
    }
  }

  /** The list of the export's files, to be read line by line with {@link #file}; to be closed. */
  BufferedReader openFiles() throws IOException {
    return open(folder, FILES);
  }

  /** The file that a line of the list names. */
  ExportFile file(String line) {
    try {
      JsonNode node = MAPPER.readTree(line);
      String key = node.required("dataFileS3Key").asText();
      int data = key.lastIndexOf("/data/");
      if (data < 0) {
        throw new IllegalArgumentException("no data file: " + key);
      }
      // Relative, so that an export that was moved or copied is still one.
      return new ExportFile(
          folder + key.substring(data),
          node.required("md5Checksum").asText(),
          node.required("itemCount").asLong());
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw damaged(folder, FILES, e.getMessage(), e);
    }
  }

  /** Checks that the list of files has as many items as the summary says. */
  void requireComplete() throws IOException {
    long listed = 0;
    try (BufferedReader files = openFiles()) {
      for (String line = files.readLine(); line != null; line = files.readLine()) {
        if (!line.isBlank()) {
          listed += file(line).items();
        }
      }
    }
    if (listed != items) {
      throw new ScanException(
          "the export %s is not whole: its summary says %d items, and its list of files %d: copy it again"
              .formatted(folder, items, listed));
    }
  }

  private static BufferedReader open(String folder, String name) throws IOException {
    Path path = new Path(folder, name);
    try {
      return new BufferedReader(
          new InputStreamReader(path.getFileSystem().open(path), StandardCharsets.UTF_8));
    } catch (FileNotFoundException e) {
      throw new ScanException(
          "there is no %s: name the folder of a finished export, AWSDynamoDB/<id>".formatted(path),
          e);
    }
  }

  private static ScanException damaged(String folder, String name, String why, Exception cause) {
    return new ScanException(
        "%s/%s is not a manifest of an export of DynamoDB: %s".formatted(folder, name, why), cause);
  }
}
