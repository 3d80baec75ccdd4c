package io.murmur.flink.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.murmur.control.Documents;
import io.murmur.control.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which folders hold the dead letters of runs, by the control table. Those of submissions that were
 * begun again at the beginning are forgotten with them: whatever was wrong with a record is found
 * again, if it still is.
 */
public final class LetterFolders {

  private static final String KIND = "dead-letters";
  private static final int FORMAT = 1;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Documents documents;

  /** Creates the list on a control table. */
  public LetterFolders(Documents documents) {
    this.documents = documents;
  }

  /** The folders of a run; none if it kept no dead letters. */
  public List<LetterFolder> of(String runId) {
    return documents.get(KIND, runId).map(d -> read(runId, d.text())).orElse(List.of());
  }

  LetterFolder begin(DeadLetterFiles files, Run run) {
    LetterFolder fresh = files.fresh(run);
    String text =
        documents.update(
            KIND,
            run.id(),
            before -> write(next(files, run, fresh, before.map(b -> read(run.id(), b)))));
    return read(run.id(), text).get(0);
  }

  /** The folder to be written to comes first. */
  private static List<LetterFolder> next(
      DeadLetterFiles files, Run run, LetterFolder fresh, Optional<List<LetterFolder>> before) {
    if (run.restoredFrom().isEmpty() || before.isEmpty()) {
      return List.of(fresh);
    }
    List<LetterFolder> folders = new ArrayList<>(before.get());
    Optional<LetterFolder> here =
        folders.stream().filter(f -> f.path().startsWith(files.ofRun(run) + "/")).findFirst();
    LetterFolder current = here.orElse(fresh);
    folders.remove(current);
    folders.add(0, current);
    return folders;
  }

  private static String write(List<LetterFolder> folders) {
    ObjectNode node = MAPPER.createObjectNode().put("format", FORMAT);
    var list = node.putArray("folders");
    folders.forEach(folder -> list.add(folder.path()));
    return node.toString();
  }

  private static List<LetterFolder> read(String runId, String text) {
    try {
      JsonNode node = MAPPER.readTree(text);
      if (node.path("format").asInt() != FORMAT) {
        throw new IllegalStateException(
            "the control table holds the folders of dead letters of run '%s' in format %s; this version reads %d: use a newer version"
                .formatted(runId, node.path("format"), FORMAT));
      }
      List<LetterFolder> folders = new ArrayList<>();
      node.required("folders").forEach(f -> folders.add(new LetterFolder(f.textValue(), runId)));
      return folders;
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "the control table holds folders of dead letters that do not parse: " + text, e);
    }
  }
}
