package io.murmur.flink.bootstrap;

import java.io.Serializable;
import java.time.Duration;

/** What is done about events that the source delivers more than once. */
public sealed interface Duplicates extends Serializable {

  /** Nothing: every record of the source is an event of its own. */
  record Counted() implements Duplicates {}

  /**
   * Event ids are remembered in the job's state; finds duplicates within one run and costs no
   * writes.
   *
   * @param retention how long an id is remembered at least
   */
  record RememberedByJob(Duration retention) implements Duplicates {}

  /**
   * Event ids are claimed in the dedup table in one transaction with their merge; finds duplicates
   * across runs and jobs, and makes beginning again without any state exact. Costs two write units
   * for each merge and each claim.
   *
   * @param retention how long a claim is kept at least
   */
  record Claimed(Duration retention) implements Duplicates {}

  /** Nothing is done. */
  static Duplicates counted() {
    return new Counted();
  }

  /** The job remembers ids. */
  static Duplicates rememberedByJob(Duration retention) {
    return new RememberedByJob(retention);
  }

  /** Ids are claimed with their merge. */
  static Duplicates claimed(Duration retention) {
    return new Claimed(retention);
  }
}
