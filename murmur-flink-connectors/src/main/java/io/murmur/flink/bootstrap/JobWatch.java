package io.murmur.flink.bootstrap;

import io.murmur.control.Documents;
import io.murmur.control.Run;
import io.murmur.control.RunLedger;
import io.murmur.flink.metrics.RunCounts.Counted;
import io.murmur.flink.source.SourceExtent;
import io.murmur.flink.source.SourceSize;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.core.execution.JobClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a job while it runs. Events are known from the job's accumulators, which task managers
 * send with their heartbeats ({@code heartbeat.interval}, 10 s unless set); merges from the runs'
 * entries in the control table, as of the last epoch that is wholly in the table. Where both know a
 * number, the higher one is the newer. Not safe for concurrent use.
 */
public final class JobWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(JobWatch.class);
  private static final long ANSWER_SECONDS = 10;

  private final Documents documents;
  private final List<Run> runs;
  private final Optional<JobClient> job;
  private final Optional<SourceSize> size;

  JobWatch(
      Documents documents, List<Run> runs, Optional<JobClient> job, Optional<SourceSize> size) {
    this.documents = documents;
    this.runs = List.copyOf(runs);
    this.job = job;
    this.size = size;
  }

  /**
   * How much there is to read, as the source says now.
   *
   * @throws IOException if it cannot be asked from here
   * @throws InterruptedException if asking was interrupted
   */
  public SourceExtent sourceExtent() throws IOException, InterruptedException {
    return size.isPresent() ? size.get().extent() : SourceExtent.unknown();
  }

  /**
   * What each pipeline counted so far, over all submissions of its run: by the names of reports,
   * and {@code bytes} for those of the parts of the source that are read to their end. A pipeline
   * whose run had completed before is not among them.
   *
   * @throws InterruptedException if asking was interrupted
   */
  public Map<String, SortedMap<String, Long>> counts() throws InterruptedException {
    RunLedger ledger = new RunLedger(documents);
    Map<String, Object> live = accumulators();
    Map<String, SortedMap<String, Long>> counts = new TreeMap<>();
    for (Run run : runs) {
      SortedMap<String, Long> known =
          new TreeMap<>(ledger.find(run.id()).map(Run::counts).orElseGet(TreeMap::new));
      for (Counted what : Counted.values()) {
        if (live.get(what.accumulator(run.pipeline())) instanceof Long count) {
          known.merge(what.metric(), count, Math::max);
        }
      }
      counts.put(run.pipeline(), known);
    }
    return counts;
  }

  /** None when the job cannot be asked, for example since it has just ended. */
  private Map<String, Object> accumulators() throws InterruptedException {
    if (job.isEmpty()) {
      return Map.of();
    }
    try {
      return job.get().getAccumulators().get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      LOG.debug("the job does not tell its accumulators", e);
      return Map.of();
    }
  }

  @Override
  public void close() {
    documents.close();
  }
}
