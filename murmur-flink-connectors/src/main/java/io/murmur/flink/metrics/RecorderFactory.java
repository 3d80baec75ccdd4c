package io.murmur.flink.metrics;

import io.murmur.metrics.Recorder;
import java.io.Serializable;

/**
 * Gives each task its recorder: the factory travels inside the job graph, a recorder cannot.
 * Factories that give all tasks of a process the same recorder are fine.
 */
@FunctionalInterface
public interface RecorderFactory extends Serializable {

  /** The recorder of a task; called once for each, on a task manager. */
  Recorder create();

  /** Recorders that drop everything. */
  static RecorderFactory noop() {
    return Recorder::noop;
  }
}
