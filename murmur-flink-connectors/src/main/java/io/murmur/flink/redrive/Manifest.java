package io.murmur.flink.redrive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.murmur.flink.deadletter.WholeFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.flink.core.fs.Path;

/**
 * What a redrive takes.
 *
 * @param id the redrive's own run id
 * @param runId the run whose letters these are
 * @param records files of records
 * @param merges files of merges
 * @param letters how many records are sent
 * @param deltas how many merges are sent
 * @param previous the manifest of the redrive before this one, into the same table
 */
record Manifest(
    String id,
    String runId,
    List<Records> records,
    List<String> merges,
    long letters,
    long deltas,
    Optional<String> previous) {

  private static final int FORMAT = 1;
  private static final int ID_CHARS = 12;
  private static final int MAX_RUN_CHARS = 150;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  Manifest {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(runId, "runId");
    Objects.requireNonNull(previous, "previous");
    records = List.copyOf(records);
    merges = List.copyOf(merges);
  }

  /**
   * A file of records.
   *
   * @param path the file
   * @param skip where lines begin that another file has, too: in batch mode a task that is run
   *     again may write a second file of what it wrote before
   */
  record Records(String path, List<Long> skip) {
    Records {
      skip = List.copyOf(skip);
    }
  }

  /** The id of a redrive: the same for the same files of the same run. */
  static String idOf(String runId, List<Records> records, List<String> merges) {
    TreeSet<String> files = new TreeSet<>(merges);
    records.forEach(file -> files.add(file.path()));
    List<Object> parts = new ArrayList<>();
    parts.add(runId);
    parts.addAll(files);
    String stem = runId.length() <= MAX_RUN_CHARS ? runId : runId.substring(0, MAX_RUN_CHARS);
    return stem + "-redrive-" + WholeFiles.digest(parts.toArray()).substring(0, ID_CHARS);
  }

  void write(Path file) throws IOException {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("format", FORMAT)
        .put("id", id)
        .put("run", runId)
        .put("letters", letters)
        .put("deltas", deltas);
    previous.ifPresent(path -> node.put("previous", path));
    ArrayNode files = node.putArray("records");
    for (Records part : records) {
      ObjectNode entry = files.addObject().put("path", part.path());
      if (!part.skip().isEmpty()) {
        part.skip().forEach(entry.putArray("skip")::add);
      }
    }
    merges.forEach(node.putArray("merges")::add);
    WholeFiles.write(file, MAPPER.writeValueAsBytes(node));
  }

  static Manifest read(String path) throws IOException {
    try {
      JsonNode node = MAPPER.readTree(WholeFiles.read(new Path(path)));
      if (node.path("format").asInt() != FORMAT) {
        throw new IOException(
            "%s is a redrive of format %s; this version reads %d: use a newer version"
                .formatted(path, node.path("format"), FORMAT));
      }
      List<Records> records = new ArrayList<>();
      for (JsonNode file : node.required("records")) {
        List<Long> skip = new ArrayList<>();
        file.path("skip").forEach(offset -> skip.add(offset.longValue()));
        records.add(new Records(file.required("path").textValue(), skip));
      }
      List<String> merges = new ArrayList<>();
      node.required("merges").forEach(file -> merges.add(file.textValue()));
      return new Manifest(
          node.required("id").textValue(),
          node.required("run").textValue(),
          records,
          merges,
          node.required("letters").longValue(),
          node.required("deltas").longValue(),
          Optional.ofNullable(node.get("previous")).map(JsonNode::textValue));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new IOException("%s is not a redrive: %s".formatted(path, e.getMessage()), e);
    }
  }
}
