package io.murmur.control;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What a run did, as the control table has it.
 *
 * <p>As JSON it is one object: {@code version} (1), {@code runId}, {@code pipeline}, {@code table},
 * {@code writer}, {@code mode} ({@code batch} or {@code streaming}), {@code status} ({@code
 * running}, {@code completed} or {@code failed}), {@code submissions}, {@code counts} (an object of
 * numbers), {@code startedAt}, {@code submittedAt} and {@code endedAt} (ISO-8601, UTC), {@code
 * durationMillis}, {@code token} and {@code error}. What is not known is left out. Readers ignore
 * fields that they do not know; a change that is not of this kind gets another version.
 *
 * @param runId the run's id
 * @param pipeline the pipeline's name
 * @param table the table that it writes to
 * @param writer the name under which it writes
 * @param batch whether it runs in batch mode
 * @param status where it stands
 * @param submissions how often it was submitted
 * @param counts what it counted, over all submissions and restarts, each event and each merge once;
 *     see the package {@code io.murmur.flink.bootstrap} for the names
 * @param token where the live feed takes over, if one was captured
 * @param startedAt when it was first submitted
 * @param submittedAt when it was last submitted
 * @param endedAt when it completed or failed
 * @param duration how long the last submission took, up to now while it runs
 * @param error why it failed
 */
public record RunReport(
    String runId,
    String pipeline,
    String table,
    String writer,
    boolean batch,
    RunStatus status,
    int submissions,
    SortedMap<String, Long> counts,
    Optional<HandoffToken> token,
    Instant startedAt,
    Instant submittedAt,
    Optional<Instant> endedAt,
    Duration duration,
    Optional<String> error) {

  /** The version of the JSON form. */
  public static final int VERSION = 1;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** The report of a run. */
  public static RunReport of(Run run, Instant now) {
    return new RunReport(
        run.id(),
        run.pipeline(),
        run.table(),
        run.writer(),
        run.batch(),
        run.status(),
        run.submissions(),
        run.counts(),
        run.token(),
        run.startedAt(),
        run.submittedAt(),
        run.endedAt(),
        Duration.between(run.submittedAt(), run.endedAt().orElse(now)),
        run.error());
  }

  /** One of the counts; 0 if it is not there. */
  public long count(String name) {
    return counts.getOrDefault(name, 0L);
  }

  /** This report as one line of JSON. */
  public String toJson() {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("version", VERSION)
        .put("runId", runId)
        .put("pipeline", pipeline)
        .put("table", table)
        .put("writer", writer)
        .put("mode", batch ? "batch" : "streaming")
        .put("status", status.name().toLowerCase(java.util.Locale.ROOT))
        .put("submissions", submissions);
    counts.forEach(node.putObject("counts")::put);
    node.put("startedAt", startedAt.toString()).put("submittedAt", submittedAt.toString());
    endedAt.ifPresent(instant -> node.put("endedAt", instant.toString()));
    node.put("durationMillis", duration.toMillis());
    token.ifPresent(value -> node.put("token", value.value()));
    error.ifPresent(text -> node.put("error", text));
    return node.toString();
  }
}
