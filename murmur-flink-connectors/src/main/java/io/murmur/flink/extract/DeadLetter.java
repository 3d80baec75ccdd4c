package io.murmur.flink.extract;

import io.murmur.flink.source.SourceRecord;
import io.murmur.flink.types.SerializerTypeInfo;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.OutputTag;

/**
 * A record that does not count, with all that is needed to find out why and to try it again.
 *
 * @param pipeline the name of the pipeline that it does not count for
 * @param stage where it failed
 * @param reason what was wrong with it
 * @param record the record with its place; of long records only the first {@value #MAX_RAW_BYTES}
 *     bytes. Never changed
 * @param rawLength how many bytes the record has
 * @param eventTimeMillis event time in milliseconds since the epoch, if it was known
 * @param attempt which attempt of the task met it; 0 for the first
 * @param eventId the event's id, if it was known; its place where the pipeline takes no other
 */
public record DeadLetter(
    String pipeline,
    Stage stage,
    String reason,
    SourceRecord record,
    long rawLength,
    OptionalLong eventTimeMillis,
    int attempt,
    Optional<String> eventId) {

  /** How many of a record's bytes are kept. */
  public static final int MAX_RAW_BYTES = 64 * 1024;

  /** The type information of dead letters. */
  public static final TypeInformation<DeadLetter> TYPE_INFO =
      SerializerTypeInfo.of(DeadLetter.class, new DeadLetterSerializer());

  /** The side output that they leave an operator by. */
  public static final OutputTag<DeadLetter> OUTPUT = new OutputTag<>("dead-letters", TYPE_INFO);

  /** Where a record failed. The names are part of the format: add, never rename. */
  public enum Stage {
    /** The source could not give the whole record. */
    SOURCE,
    /** The bytes are not what the decoder expects. */
    DECODE,
    /** The filter threw. */
    FILTER,
    /** There is no usable event id. */
    ID,
    /** There is no usable event time. */
    TIME,
    /** There is no usable key. */
    KEY,
    /** The aggregation cannot take the event. */
    LIFT,
    /** The table can never take the delta. */
    MERGE
  }

  /** Rejects nulls. */
  public DeadLetter {
    Objects.requireNonNull(pipeline, "pipeline");
    Objects.requireNonNull(stage, "stage");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(record, "record");
    Objects.requireNonNull(eventTimeMillis, "eventTimeMillis");
    Objects.requireNonNull(eventId, "eventId");
  }

  /** A dead letter of an event whose id is not known. */
  public DeadLetter(
      String pipeline,
      Stage stage,
      String reason,
      SourceRecord record,
      long rawLength,
      OptionalLong eventTimeMillis,
      int attempt) {
    this(pipeline, stage, reason, record, rawLength, eventTimeMillis, attempt, Optional.empty());
  }

  /** A copy of a record as a dead letter may keep it: of a long one, the beginning. */
  public static SourceRecord keep(SourceRecord record) {
    int kept = Math.min(record.length(), MAX_RAW_BYTES);
    SourceRecord copy =
        new SourceRecord(
            Arrays.copyOfRange(record.buffer(), record.offset(), record.offset() + kept),
            0,
            kept,
            record.origin(),
            record.position(),
            record.partitions());
    record.header().ifPresent(copy::markCsv);
    record.problem().ifPresent(copy::markUnreadable);
    record.key().ifPresent(copy::markKey);
    return copy;
  }

  /** Whether only the beginning of the record is kept. */
  public boolean truncated() {
    return record.length() < rawLength;
  }

  @Override
  public String toString() {
    return "pipeline '%s': the record at %s does not count (%s): %s"
        .formatted(pipeline, record.place(), stage, reason);
  }
}
