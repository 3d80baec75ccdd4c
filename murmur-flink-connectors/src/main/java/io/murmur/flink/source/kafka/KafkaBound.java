package io.murmur.flink.source.kafka;

import java.io.Serializable;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Where a range of a topic begins or ends, in each of its partitions. */
public sealed interface KafkaBound extends Serializable {

  /** The first record that is still there; for beginnings. */
  static KafkaBound earliest() {
    return new Earliest();
  }

  /** What is there when the run begins; for ends. Transactions that are open then come after it. */
  static KafkaBound latest() {
    return new Latest();
  }

  /** Where a consumer group goes on; for beginnings. */
  static KafkaBound committed(String group) {
    return new Committed(group);
  }

  /** The first record whose timestamp is not before a moment. */
  static KafkaBound at(Instant moment) {
    return new At(moment);
  }

  /** An offset for each partition: the first that is read, or the first that is not. */
  static KafkaBound offsets(Map<Integer, Long> offsets) {
    return new Offsets(offsets);
  }

  /** See {@link #earliest()}. */
  record Earliest() implements KafkaBound {

    @Override
    public String toString() {
      return "earliest";
    }
  }

  /** See {@link #latest()}. */
  record Latest() implements KafkaBound {

    @Override
    public String toString() {
      return "latest";
    }
  }

  /**
   * See {@link #committed}.
   *
   * @param group the group's id
   */
  record Committed(String group) implements KafkaBound {

    /** Rejects null. */
    public Committed {
      Objects.requireNonNull(group, "group");
    }

    @Override
    public String toString() {
      return "what group '" + group + "' committed";
    }
  }

  /**
   * See {@link #at}.
   *
   * @param moment of which the milliseconds count, rounded up
   */
  record At(Instant moment) implements KafkaBound {

    /** Rejects null. */
    public At {
      Objects.requireNonNull(moment, "moment");
    }

    @Override
    public String toString() {
      return moment.toString();
    }
  }

  /**
   * See {@link #offsets(Map)}.
   *
   * @param of by partition
   */
  record Offsets(Map<Integer, Long> of) implements KafkaBound {

    /** Copies the map, and checks it. */
    public Offsets {
      of = Map.copyOf(of);
      of.forEach(
          (partition, offset) -> {
            if (partition < 0 || offset < 0) {
              throw new IllegalArgumentException(
                  "there is no offset %d of a partition %d".formatted(offset, partition));
            }
          });
    }

    @Override
    public String toString() {
      return new TreeMap<>(of)
          .entrySet().stream()
              .map(each -> each.getKey() + ":" + each.getValue())
              .collect(Collectors.joining(",", "offsets ", ""));
    }
  }
}
