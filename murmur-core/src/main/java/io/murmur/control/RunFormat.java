package io.murmur.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;

/**
 * A run as a JSON text with a format number. Format 1 had only the counts of a completed run in
 * place of its progress, and no time of the last submission.
 */
final class RunFormat {

  private static final int FORMAT = 2;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private RunFormat() {}

  static String write(Run run) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("format", FORMAT)
        .put("id", run.id())
        .put("pipeline", run.pipeline())
        .put("table", run.table())
        .put("writer", run.writer())
        .put("batch", run.batch())
        .put("status", run.status().name())
        .put("generation", run.generation())
        .put("submissions", run.submissions())
        .put("startedAt", run.startedAt().toString())
        .put("submittedAt", run.submittedAt().toString());
    run.checkpoints().ifPresent(value -> node.put("checkpoints", value));
    run.restoredFrom().ifPresent(value -> node.put("restoredFrom", value));
    run.token().ifPresent(value -> node.put("token", value.value()));
    run.endedAt().ifPresent(value -> node.put("endedAt", value.toString()));
    run.error().ifPresent(value -> node.put("error", value));
    ProgressFormat.write(run.progress(), node.putObject("progress"));
    return node.toString();
  }

  static Run read(String text) {
    try {
      JsonNode node = MAPPER.readTree(text);
      int format = node.path("format").asInt();
      if (format < 1 || format > FORMAT) {
        throw new IllegalStateException(
            "the control table holds a run of format %s; this version reads 1 to %d: use a newer version"
                .formatted(node.path("format"), FORMAT));
      }
      Instant startedAt = Instant.parse(node.required("startedAt").textValue());
      return new Run(
          node.required("id").textValue(),
          node.required("pipeline").textValue(),
          node.required("table").textValue(),
          node.required("writer").textValue(),
          node.required("batch").booleanValue(),
          RunStatus.valueOf(node.required("status").textValue()),
          node.required("generation").longValue(),
          node.required("submissions").intValue(),
          text(node, "checkpoints"),
          text(node, "restoredFrom"),
          text(node, "token").map(HandoffToken::new),
          format == 1
              ? ProgressFormat.readCountsOnly(node.required("counts"))
              : ProgressFormat.read(node.required("progress")),
          startedAt,
          text(node, "submittedAt").map(Instant::parse).orElse(startedAt),
          text(node, "endedAt").map(Instant::parse),
          text(node, "error"));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "the control table holds a run that does not parse: " + text, e);
    }
  }

  private static Optional<String> text(JsonNode node, String field) {
    return Optional.ofNullable(node.get(field)).map(JsonNode::textValue);
  }
}
