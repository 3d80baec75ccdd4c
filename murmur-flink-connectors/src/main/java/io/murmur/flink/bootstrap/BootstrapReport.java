package io.murmur.flink.bootstrap;

import io.murmur.control.HandoffToken;
import io.murmur.control.RunReport;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;

/**
 * How a bootstrap ended. Says the same as the run's entry in the control table, which the job's own
 * tasks write.
 *
 * @param alreadyCompleted whether the run had completed before, so that nothing was read or written
 *     now
 * @param run what the run did; its JSON form is {@link RunReport#toJson()}
 */
public record BootstrapReport(boolean alreadyCompleted, RunReport run) {

  /** The run's id. */
  public String runId() {
    return run.runId();
  }

  /**
   * What the run counted, over all its submissions and restarts, each event and each merge once;
   * the names are those of this package's description.
   */
  public SortedMap<String, Long> counts() {
    return run.counts();
  }

  /** One of the counts; 0 if it is not there. */
  public long count(String name) {
    return run.count(name);
  }

  /** Where the live feed takes over, if a token was captured. */
  public Optional<HandoffToken> token() {
    return run.token();
  }

  /** How long the submission took that completed the run. */
  public Duration duration() {
    return run.duration();
  }
}
