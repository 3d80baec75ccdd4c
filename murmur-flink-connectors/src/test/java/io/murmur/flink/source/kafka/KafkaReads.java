package io.murmur.flink.source.kafka;

import io.murmur.control.Handoff;
import io.murmur.control.HandoffToken;
import io.murmur.flink.source.SourceRecord;
import io.murmur.flink.source.SourceRecordTypeInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;

/** Reads ranges by jobs, which are started again for ever unless an error is final. */
final class KafkaReads {

  private KafkaReads() {}

  /** A token of a range as it is now. */
  static HandoffToken cut(KafkaRange range) throws Exception {
    return range.token().capture("views", "run");
  }

  /** All that a range has now. */
  static List<SourceRecord> read(KafkaRange range) throws Exception {
    return read(range, cut(range));
  }

  /** The places of all that a range has now. */
  static List<String> places(KafkaRange range) throws Exception {
    return read(range).stream().map(SourceRecord::place).toList();
  }

  /** Where a live feed goes on, by partition. */
  static SortedMap<Integer, Long> next(HandoffToken token) {
    SortedMap<Integer, Long> next = new TreeMap<>();
    Handoff.read(token)
        .orElseThrow()
        .position()
        .forEach(
            (name, value) -> {
              if (name.startsWith("partition:")) {
                next.put(
                    Integer.valueOf(name.substring("partition:".length())), Long.valueOf(value));
              }
            });
    return next;
  }

  @SuppressWarnings("try") // closing may be interrupted
  static List<SourceRecord> read(KafkaRange range, HandoffToken token) throws Exception {
    Configuration settings = new Configuration();
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, Integer.MAX_VALUE);
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(settings);
    environment.setParallelism(2);
    List<SourceRecord> records = new ArrayList<>();
    try (CloseableIterator<SourceRecord> all =
        environment
            .fromSource(
                range.source().reading(List.of(token)),
                WatermarkStrategy.noWatermarks(),
                "range",
                SourceRecordTypeInfo.INSTANCE)
            .executeAndCollect()) {
      all.forEachRemaining(record -> records.add(record.copy()));
    }
    return records;
  }
}
