package io.murmur.flink.source.dynamodb;

import io.murmur.control.Handoff;
import io.murmur.flink.source.SourceExtent;
import io.murmur.flink.source.scan.ScanConnector;
import io.murmur.flink.source.scan.ScanException;
import io.murmur.flink.source.scan.ScanPlanner;
import io.murmur.flink.source.scan.ScanReader;
import io.murmur.flink.source.scan.ScanSource;
import io.murmur.flink.source.scan.TokenSource;
import java.io.IOException;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An export of a table to S3, in DynamoDB JSON: the table at exactly its export time, read without
 * read units. Its records and their ids are those of a {@link DynamoDbScan} of the table.
 *
 * <pre>{@code
 * DynamoDbExport orders =
 *     DynamoDbExport.of("s3://exports/AWSDynamoDB/01693685827463-2d8752fd", "orders", "id");
 * Bootstrap.of(pipeline)
 *     .from(orders.source(), orders.describe(), decoder)
 *     .handoff(orders.token());
 * }</pre>
 *
 * <p>The folder may be of any file system that Flink knows, and the export may have been copied.
 * The manifest is checked: the numbers of items of all files against the whole, and of each file
 * its number of items and its MD5. Each is only known when the file is read to its end: one that is
 * not what the manifest says ends the job then.
 *
 * @param folder the one with {@code manifest-summary.json} in it
 * @param table the table's name, which the manifest has to say, too
 * @param key the names of the table's key attributes, the partition key's first: an export does not
 *     tell them
 */
public record DynamoDbExport(String folder, String table, List<String> key)
    implements Serializable {

  /** Checks the names. */
  public DynamoDbExport {
    folder = folder.endsWith("/") ? folder.substring(0, folder.length() - 1) : folder;
    key = List.copyOf(key);
    if (folder.isEmpty() || table.isEmpty()) {
      throw new IllegalArgumentException("an export needs its folder and the table's name");
    }
    if (key.isEmpty() || key.size() > 2) {
      throw new IllegalArgumentException(
          "the key of table '%s' must have one or two attributes, was %s".formatted(table, key));
    }
  }

  /** An export of a table with these key attributes. */
  public static DynamoDbExport of(String folder, String table, String... key) {
    return new DynamoDbExport(folder, table, List.of(key));
  }

  /** The source; nothing is looked at before the job runs. */
  public ScanSource source() {
    return ScanSource.of(connector());
  }

  ScanConnector connector() {
    return new Connector(this);
  }

  /** Reads the manifest and gives the export's time as the position for a live feed. */
  public TokenSource token() {
    return (pipeline, run) -> {
      ExportManifest manifest = manifest();
      Map<String, String> position =
          Map.of("exportTime", manifest.exportTime().toString(), "exportArn", manifest.exportArn());
      return new Handoff(
              ScanSettings.origin(table),
              new TreeMap<>(position),
              new TreeMap<>(),
              Instant.now(),
              pipeline,
              run)
          .token();
    };
  }

  /**
   * How many items the export has, by its manifest.
   *
   * @throws IOException if that cannot be read
   */
  public SourceExtent extent() throws IOException {
    return SourceExtent.ofRows(manifest().items());
  }

  /** What is read, in one line. */
  public String describe() {
    return "dynamodb-export:" + folder;
  }

  private ExportManifest manifest() throws IOException {
    ExportManifest manifest = ExportManifest.read(folder);
    if (!manifest.table().equals(table)) {
      throw new ScanException(
          "the export %s is of table '%s', not '%s': correct one of them"
              .formatted(folder, manifest.table(), table));
    }
    return manifest;
  }

  /** An export to the scan core. */
  private record Connector(DynamoDbExport export) implements ScanConnector {

    @Override
    public String origin() {
      return ScanSettings.origin(export.table);
    }

    @Override
    public ScanPlanner openPlanner() throws IOException {
      return new ExportPlanner(export.manifest());
    }

    @Override
    public ScanReader openReader() {
      return new ExportReader(origin(), export.key);
    }
  }
}
