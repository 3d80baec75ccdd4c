package io.murmur.flink.bootstrap;

import io.murmur.flink.sink.MergeDeadLetter;
import io.murmur.flink.sink.MergeDeadLetters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps merges that can never succeed in the log of the task manager, with all that is needed to do
 * them by hand.
 */
final class LoggedMergeDeadLetters implements MergeDeadLetters {

  private static final Logger LOG = LoggerFactory.getLogger(LoggedMergeDeadLetters.class);

  @Override
  public void keep(MergeDeadLetter letter) {
    LOG.error(
        "{}; its delta, Base64: {}; event ids: {}", letter, letter.delta(), letter.eventIds());
  }

  @Override
  public void close() {}
}
