package io.murmur.flink.redrive;

import io.murmur.control.Documents;
import io.murmur.control.Documents.Document;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.flink.core.fs.Path;

/**
 * The redrives into one table, one after the other. The control table names the manifest of the
 * newest, and each manifest the one before.
 *
 * <p>Invariant: a redrive begins only after it became the newest, by one conditional write, and
 * whoever writes that has read all manifests before. So two redrives never take the same file, and
 * a manifest that nobody names took nothing.
 */
final class RedriveLog {

  private static final String KIND = "redrive";

  private final Documents documents;
  private final String table;
  private final long version;
  private final Optional<String> newestPath;
  private final Map<String, Manifest> newestFirst = new LinkedHashMap<>();

  private RedriveLog(Documents documents, String table) throws IOException {
    this.documents = documents;
    this.table = table;
    Optional<Document> newest = documents.get(KIND, table);
    this.version = newest.map(Document::version).orElse(0L);
    this.newestPath = newest.map(Document::text);
    Optional<String> next = newestPath;
    while (next.isPresent()) {
      Manifest manifest = read(next.get());
      newestFirst.put(next.get(), manifest);
      next = manifest.previous();
    }
  }

  /** The log as it is now. */
  static RedriveLog of(Documents documents, String table) throws IOException {
    return new RedriveLog(documents, table);
  }

  private Manifest read(String path) throws IOException {
    try {
      return Manifest.read(path);
    } catch (IOException e) {
      throw new IOException(
          "what earlier redrives into table '%s' took is not known, since %s cannot be read (%s). Nothing was sent; try again when it can"
              .formatted(table, path, e.getMessage()),
          e);
    }
  }

  Optional<Manifest> newest() {
    return newestPath.map(newestFirst::get);
  }

  /** The redrives of a run, the newest first. */
  List<Manifest> ofRun(String runId) {
    return newestFirst.values().stream().filter(m -> m.runId().equals(runId)).toList();
  }

  /** The run whose letters a redrive sent; the run itself if it is no redrive. */
  String originOf(String runId) {
    return newestFirst.values().stream()
        .filter(m -> m.id().equals(runId))
        .map(Manifest::runId)
        .findFirst()
        .orElse(runId);
  }

  /** The files that redrives have taken. */
  Set<String> taken() {
    Set<String> files = new LinkedHashSet<>();
    for (Manifest manifest : newestFirst.values()) {
      manifest.records().forEach(file -> files.add(file.path()));
      files.addAll(manifest.merges());
    }
    return files;
  }

  /**
   * Makes a redrive the newest.
   *
   * @param folder where its manifest goes
   * @return the redrive; empty if the log has changed, so that it must be read again
   */
  Optional<Manifest> add(Path folder, Survey found, String runId) throws IOException {
    List<Manifest.Records> records = found.openRecords();
    List<String> merges = found.openMerges();
    Manifest manifest =
        new Manifest(
            Manifest.idOf(runId, records, merges),
            runId,
            records,
            new ArrayList<>(merges),
            found.sendable(),
            merges.size(),
            newestPath);
    Path file = new Path(folder, manifest.id() + "-" + UUID.randomUUID() + ".json");
    manifest.write(file);
    return documents.put(KIND, table, file.toString(), version)
        ? Optional.of(manifest)
        : Optional.empty();
  }
}
