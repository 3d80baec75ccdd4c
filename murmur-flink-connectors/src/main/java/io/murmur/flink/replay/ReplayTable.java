package io.murmur.flink.replay;

import io.murmur.control.Documents;
import io.murmur.control.Handoff;
import io.murmur.control.HandoffToken;
import io.murmur.pipeline.Pipeline;
import io.murmur.swap.DynamoDbPhysicalTables;
import io.murmur.swap.Shadow;
import io.murmur.swap.Swap;
import io.murmur.swap.WriterTable;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/**
 * The table that a replay fills.
 *
 * @param alias the name that readers use
 * @param table the table's own name
 * @param runId the run that fills it
 * @param cut where the table's live writer takes over from it
 * @param notLikeLive what a new shadow does not have of the live table's settings, in words
 */
public record ReplayTable(
    String alias, String table, String runId, HandoffToken cut, List<String> notLikeLive) {

  /** Copies the list. */
  public ReplayTable {
    notLikeLive = List.copyOf(notLikeLive);
  }

  /**
   * The table of a replay: for one into a shadow this makes it, or finds the one that the run has
   * begun; otherwise it is the table that the alias is on, or that the run has begun on.
   *
   * @param client reaches the tables
   * @param documents the control table
   * @param alias the name that readers use
   * @param source what is read, in words
   * @throws IllegalArgumentException if the pipeline cannot be replayed so
   * @throws io.murmur.swap.SwapRefusedException if the run's shadow was retired
   * @throws io.murmur.control.FingerprintMismatchException if the run's shadow has values that mean
   *     something else
   * @throws io.murmur.state.StoreException if a shadow cannot be created
   */
  public static ReplayTable of(
      DynamoDbAsyncClient client,
      Documents documents,
      Replay replay,
      Pipeline<?, ?> pipeline,
      String alias,
      String source) {
    replay.check(pipeline);
    String runId = replay.runId(pipeline.name(), source, alias);
    HandoffToken cut = replay.cut().orElseGet(() -> endOf(replay, pipeline, source, runId));
    if (!replay.shadow()) {
      return new ReplayTable(
          alias, WriterTable.ofRun(documents, alias, runId), runId, cut, List.of());
    }
    Swap swap = new Swap(documents, new DynamoDbPhysicalTables(client));
    Shadow shadow = swap.shadow(alias, runId, pipeline.fingerprint());
    return new ReplayTable(
        alias,
        shadow.name(),
        runId,
        swap.recordCut(alias, shadow.name(), cut),
        shadow.notLikeLive());
  }

  /** The end of the range of times; of one without an end, now. */
  private static HandoffToken endOf(
      Replay replay, Pipeline<?, ?> pipeline, String source, String runId) {
    Instant now = Instant.now();
    Instant end = replay.times().to().equals(Instant.MAX) ? now : replay.times().to();
    SortedMap<String, String> position = new TreeMap<>();
    position.put("eventTime", end.toString());
    return new Handoff(source, position, new TreeMap<>(), now, pipeline.name(), runId).token();
  }
}
