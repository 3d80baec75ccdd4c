package io.murmur.flink.sink;

import io.murmur.flink.metrics.RecorderFactory;
import io.murmur.monoid.Monoid;
import io.murmur.state.Cache;
import io.murmur.window.Windowing;
import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;

/**
 * All that a sink was told; what is not set has its default.
 *
 * @param pipeline the pipeline's name
 * @param monoid how values combine
 * @param windowing decides when items expire
 * @param delivery what keeps merges from being applied twice
 * @param partitioned whether the stream comes with each key on its subtask; if not, the sink sees
 *     to it
 * @param store opens the store, hooks included
 * @param cache opens the cache, if there is one
 * @param recorder makes the recorder
 * @param deadLetters opens the place of rejected merges; without one they fail the job
 * @param history what is known of epochs that were committed before
 * @param load how hard the store may be driven
 * @param buffer how much is held in memory
 */
record MergeSinkConfig<V>(
    String pipeline,
    Monoid<V> monoid,
    Windowing windowing,
    Delivery delivery,
    boolean partitioned,
    StoreFactory<V> store,
    Opener<Optional<Cache<V>>> cache,
    RecorderFactory recorder,
    Opener<Optional<MergeDeadLetters>> deadLetters,
    History history,
    Load load,
    Buffer buffer)
    implements Serializable {

  /**
   * What pending merges were prepared for, as one line of text. A sink that was told something else
   * must not commit them.
   */
  String terms() {
    return delivery.getClass().getSimpleName()
        + ":"
        + delivery.writer()
        + ";"
        + monoid.structure().canonical();
  }

  /** Whether deltas are kept apart by event id. */
  boolean claimed() {
    return delivery instanceof Delivery.Claimed;
  }

  /**
   * The memory of committed epochs.
   *
   * @param log opens it, if there is one
   * @param startsOver whether a start without state is allowed although epochs were committed
   * @param listener opens who is told of commits, if there is one
   * @param listened whether there is one
   */
  record History(
      Opener<Optional<CommitLog>> log,
      boolean startsOver,
      Opener<Optional<CommitListener>> listener,
      boolean listened)
      implements Serializable {}

  /**
   * How hard the store may be driven.
   *
   * @param maxInFlight merges at once for each subtask
   * @param unitsPerSecond write units of all subtasks together; infinite for no limit
   * @param maxAttempts how often one merge is tried before the commit fails
   * @param backoffBase the longest first wait between two attempts
   * @param backoffMax the longest wait of all
   */
  record Load(
      int maxInFlight,
      double unitsPerSecond,
      int maxAttempts,
      Duration backoffBase,
      Duration backoffMax)
      implements Serializable {}

  /**
   * How much is held in memory.
   *
   * @param bytes of deltas for each subtask, about
   * @param spillDirectory where deltas go that do not fit; empty for the place of the checkpoints
   */
  record Buffer(long bytes, String spillDirectory) implements Serializable {}
}
