package io.murmur.flink.replay;

import io.murmur.control.Documents;
import io.murmur.control.Handoff;
import io.murmur.control.HandoffToken;
import io.murmur.flink.source.scan.ScanException;
import io.murmur.flink.source.scan.TokenSource;
import io.murmur.pipeline.Pipeline;
import io.murmur.swap.AliasTable;
import io.murmur.swap.DynamoDbPhysicalTables;
import io.murmur.swap.Shadow;
import io.murmur.swap.Swap;
import io.murmur.swap.WriterTable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/**
 * The table that a replay fills.
 *
 * @param alias the name that readers use
 * @param table the table's own name
 * @param runId the run that fills it
 * @param cut says where the table's live writer takes over from it
 * @param notLikeLive what a new shadow does not have of the live table's settings, in words
 */
public record ReplayTable(
    String alias, String table, String runId, TokenSource cut, List<String> notLikeLive) {

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
   * @param position asks the source where a live writer takes over; empty if it does not know, and
   *     the end of the times is all there is to say
   * @throws IllegalArgumentException if the pipeline cannot be replayed so
   * @throws io.murmur.swap.SwapRefusedException if the run's shadow was retired
   * @throws io.murmur.control.FingerprintMismatchException if the run's shadow has values that mean
   *     something else
   * @throws io.murmur.state.StoreException if a shadow cannot be created
   * @throws io.murmur.flink.source.scan.ScanException if the source cannot be asked
   */
  public static ReplayTable of(
      DynamoDbAsyncClient client,
      Documents documents,
      Replay replay,
      Pipeline<?, ?> pipeline,
      String alias,
      String source,
      Optional<TokenSource> position) {
    replay.check(pipeline);
    replay.requireEnd(pipeline, position.isPresent());
    String runId = replay.runId(pipeline.name(), source, alias);
    TokenSource cut = cut(replay, pipeline, source, position);
    if (!replay.shadow()) {
      return new ReplayTable(
          alias, WriterTable.ofRun(documents, alias, runId), runId, cut, List.of());
    }
    Swap swap = new Swap(documents, new DynamoDbPhysicalTables(client));
    // Before there is a table: a source that cannot be read leaves none behind.
    HandoffToken token =
        swap.status(alias)
            .alias()
            .madeFor(runId)
            .flatMap(AliasTable::cut)
            .orElseGet(() -> ask(cut, pipeline.name(), runId));
    Shadow shadow = swap.shadow(alias, runId, pipeline.fingerprint());
    HandoffToken recorded = swap.recordCut(alias, shadow.name(), token);
    return new ReplayTable(
        alias, shadow.name(), runId, (name, run) -> recorded, shadow.notLikeLive());
  }

  private static TokenSource cut(
      Replay replay, Pipeline<?, ?> pipeline, String source, Optional<TokenSource> position) {
    if (replay.cut().isPresent()) {
      HandoffToken given = replay.cut().get();
      return (name, run) -> given;
    }
    return position.orElse((name, run) -> endOf(replay, pipeline, source, run));
  }

  private static HandoffToken ask(TokenSource cut, String pipeline, String runId) {
    try {
      return cut.capture(pipeline, runId);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new ScanException("the source does not say where it is cut: " + e.getMessage(), e);
    }
  }

  /** The end of the range of times; of one without an end nothing is known. */
  private static HandoffToken endOf(
      Replay replay, Pipeline<?, ?> pipeline, String source, String runId) {
    Instant now = Instant.now();
    SortedMap<String, String> position = new TreeMap<>();
    if (!replay.times().to().equals(Instant.MAX)) {
      position.put("eventTime", replay.times().to().toString());
    }
    return new Handoff(source, position, new TreeMap<>(), now, pipeline.name(), runId).token();
  }
}
