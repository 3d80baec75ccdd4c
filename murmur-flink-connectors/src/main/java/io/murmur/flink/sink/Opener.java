package io.murmur.flink.sink;

import java.io.Serializable;

/**
 * Opens something where it is used, on a task manager: it travels inside the job graph, what it
 * opens does not. Whoever opens closes.
 *
 * @param <T> what it opens
 */
@FunctionalInterface
public interface Opener<T> extends Serializable {

  /** Opens a new instance. */
  T open() throws Exception;
}
