package io.murmur.flink.sink;

import io.murmur.state.Key;
import io.murmur.state.Stamp;
import java.io.IOException;
import java.util.Set;

/**
 * Where merges go that can never succeed.
 *
 * <p>Used by the thread that commits, one call at a time. A commit that is repeated after a failure
 * brings its dead letters again: whoever keeps them keeps one for each (writer, stamp, key).
 */
public interface MergeDeadLetters extends AutoCloseable {

  /**
   * Keeps a dead letter; durable when it returns. An error fails the commit, which will be
   * repeated.
   */
  void keep(MergeDeadLetter letter) throws IOException;

  /**
   * The keys of the dead letters of an epoch that an earlier, unfinished commit of it kept. They
   * are not tried again: what was a dead letter once must not be in the table, too.
   */
  default Set<Key> kept(Stamp stamp) throws IOException {
    return Set.of();
  }

  @Override
  void close() throws IOException;
}
