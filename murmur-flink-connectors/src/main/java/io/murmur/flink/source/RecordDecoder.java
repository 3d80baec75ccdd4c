package io.murmur.flink.source;

import java.io.IOException;
import java.io.Serializable;

/**
 * Makes an event of a record's bytes. Each task has one of its own, and calls it from one thread; a
 * decoder may keep buffers, but no reference to the record, which is reused.
 *
 * <p>{@link RecordDecoders} has ready ones.
 *
 * @param <T> the event
 */
@FunctionalInterface
public interface RecordDecoder<T> extends Serializable {

  /**
   * Decodes one record; null if it stands for no event, and is counted as filtered.
   *
   * @throws IOException if the bytes are not what this decoder reads; the message says what is
   *     wrong with them. The record becomes a dead letter, and reading goes on
   */
  T decode(SourceRecord record) throws IOException;
}
