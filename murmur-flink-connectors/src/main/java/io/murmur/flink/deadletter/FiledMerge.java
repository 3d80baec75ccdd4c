package io.murmur.flink.deadletter;

import io.murmur.flink.coalesce.KeyedDelta;
import io.murmur.flink.sink.MergeDeadLetter;
import io.murmur.monoid.Monoid;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A merge that can never succeed, as it is in a file.
 *
 * @param runId the run that met it
 * @param letter what it met
 * @param value what was to be combined, for people; its beginning if it is long
 * @param at when it was written, by the clock of the task manager
 */
public record FiledMerge(String runId, MergeDeadLetter letter, String value, Instant at) {

  /** Rejects nulls. */
  public FiledMerge {
    Objects.requireNonNull(runId, "runId");
    Objects.requireNonNull(letter, "letter");
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(at, "at");
  }

  /**
   * Whether it can be sent again. Of several events that were to be claimed only the sum is here,
   * so that one of them could not be taken out if its claim is lost: begin that run again under
   * another id, with claims, and only what is not in the table is added.
   */
  public boolean whole() {
    return letter.eventIds().size() <= 1;
  }

  /**
   * What is to be merged again.
   *
   * @param claimed whether the merge claims its event, or what stands for it
   * @throws io.murmur.monoid.CorruptValueException if the bytes are not a value of the monoid
   */
  public <V> KeyedDelta<V> delta(Monoid<V> monoid, boolean claimed) {
    V delta = monoid.codec().decode(letter.deltaBytes());
    String id =
        letter.eventIds().isEmpty()
            ? "merge %s %s".formatted(letter.writer(), letter.stamp().toNumber())
            : letter.eventIds().get(0);
    return new KeyedDelta<>(
        letter.key().entity(),
        letter.key().bucket(),
        delta,
        letter.events(),
        claimed ? List.of(new KeyedDelta.ClaimedDelta<>(id, delta)) : List.of());
  }
}
