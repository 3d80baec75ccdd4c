package io.murmur.flink.metrics;

import io.murmur.flink.types.SerializerTypeInfo;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.OutputTag;

/**
 * How many of what a pipeline counted. Immutable.
 *
 * <p>{@code read = filtered + outOfRange + expired + contributed + duplicates + deadLetters}: every
 * event is exactly one of these.
 */
public final class RunCounts {

  /** Nothing was counted. */
  public static final RunCounts NONE = new RunCounts(Map.of());

  /** The type information of counts. */
  public static final TypeInformation<RunCounts> TYPE_INFO =
      SerializerTypeInfo.of(RunCounts.class, RunCountsSerializer.INSTANCE);

  /** The side output that they leave an operator by. */
  public static final OutputTag<RunCounts> OUTPUT = new OutputTag<>("run-counts", TYPE_INFO);

  /** Without those that are 0. */
  private final Map<Counted, Long> counts;

  private RunCounts(Map<Counted, Long> counts) {
    this.counts = counts;
  }

  /** What is counted. The names are part of the format: add, never rename. */
  public enum Counted {
    /** Records that the source gave. */
    READ("read"),
    /** Events that the filter refused, or that count for no entity. */
    FILTERED("filtered"),
    /** Events whose time is not in the range that was asked for. */
    OUT_OF_RANGE("outOfRange"),
    /** Events whose bucket was past its retention when the run began, where these are skipped. */
    EXPIRED("expired"),
    /** Events that changed an aggregate. */
    CONTRIBUTED("contributed"),
    /** Events whose id had been seen before. */
    DUPLICATES("duplicates"),
    /** Records that could not be counted. */
    DEAD_LETTERS("deadLetters"),
    /** Distinct keys, where every key arrives once: in batch. */
    KEYS("keys"),
    /**
     * Bytes of the parts of the source, as it lists them, that are read to their end; shows how far
     * a job is, and is in no report.
     */
    BYTES("bytes");

    private final String metric;

    Counted(String metric) {
      this.metric = metric;
    }

    /** The name of the metric, and in reports. */
    public String metric() {
      return metric;
    }

    /** The name of the accumulator. */
    public String accumulator(String pipeline) {
      return "murmur." + pipeline + "." + metric;
    }
  }

  /** Counts by what is counted. */
  public static RunCounts of(ToLongFunction<Counted> counts) {
    Map<Counted, Long> present = new EnumMap<>(Counted.class);
    for (Counted what : Counted.values()) {
      long count = counts.applyAsLong(what);
      if (count != 0) {
        present.put(what, count);
      }
    }
    return new RunCounts(present);
  }

  /** How many there were. */
  public long get(Counted what) {
    return counts.getOrDefault(what, 0L);
  }

  /** All that are not 0. */
  public Map<Counted, Long> present() {
    return Collections.unmodifiableMap(counts);
  }

  /** The sum of both. */
  public RunCounts plus(RunCounts other) {
    return of(what -> get(what) + other.get(what));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RunCounts that && counts.equals(that.counts);
  }

  @Override
  public int hashCode() {
    return counts.hashCode();
  }

  @Override
  public String toString() {
    return counts.toString();
  }
}
