package io.murmur.flink.sink;

import io.murmur.state.Key;
import io.murmur.state.Stamp;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/**
 * A merge that can never succeed, with all that is needed to do it by hand.
 *
 * @param pipeline the name of the pipeline
 * @param writer the name of the writer
 * @param stamp the epoch of the merge; with the writer and the key it identifies the dead letter
 * @param key which aggregate was to change
 * @param delta what was to be combined into it, as the bytes of the monoid's codec in Base64
 * @param events how many events are in the delta
 * @param eventIds their ids, where they are claimed; empty otherwise
 * @param reason why the store rejected it
 */
public record MergeDeadLetter(
    String pipeline,
    String writer,
    Stamp stamp,
    Key key,
    String delta,
    long events,
    List<String> eventIds,
    String reason) {
  /** Rejects nulls and copies the ids. */
  public MergeDeadLetter {
    Objects.requireNonNull(pipeline, "pipeline");
    Objects.requireNonNull(writer, "writer");
    Objects.requireNonNull(stamp, "stamp");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(delta, "delta");
    Objects.requireNonNull(reason, "reason");
    eventIds = List.copyOf(eventIds);
  }

  /** The delta as the bytes of the monoid's codec. */
  public byte[] deltaBytes() {
    return Base64.getDecoder().decode(delta);
  }

  @Override
  public String toString() {
    return "pipeline '%s': %d events for key %s are not in the table (writer %s, %s): %s"
        .formatted(pipeline, events, key, writer, stamp, reason);
  }
}
