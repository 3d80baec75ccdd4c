package io.murmur.flink.source.kafka;

import io.murmur.control.HandoffToken;
import io.murmur.flink.source.SourceRecord;
import io.murmur.flink.source.SourceRecordTypeInfo;
import io.murmur.flink.source.scan.CutSource;
import io.murmur.flink.source.scan.ScanException;
import io.murmur.flink.source.scan.TokenSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumStateSerializer;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplitSerializer;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * A range of a topic as a source. It reads what a token says ({@link #reading}); splits, readers
 * and all that is in checkpoints are those of Flink's {@link KafkaSource}.
 */
public final class KafkaRangeSource
    implements CutSource<KafkaPartitionSplit, KafkaSourceEnumState>,
        ResultTypeQueryable<SourceRecord> {

  private static final long serialVersionUID = 1L;

  private final RangeSettings settings;

  /** Null before it is known, since an Optional is not serializable. */
  private final RangePlan plan;

  private KafkaRangeSource(RangeSettings settings, RangePlan plan) {
    this.settings = settings;
    this.plan = plan;
  }

  static KafkaRangeSource of(RangeSettings settings) {
    return new KafkaRangeSource(settings, null);
  }

  @Override
  public TokenSource token() {
    return new RangePlanner(settings);
  }

  @Override
  public KafkaRangeSource reading(List<HandoffToken> tokens) {
    Set<RangePlan> plans = new HashSet<>();
    tokens.forEach(token -> plans.add(RangePlan.of(settings.topic(), token)));
    if (plans.size() != 1) {
      throw new ScanException(
          "the runs that are to share one read of topic '%s' were begun at different times, and read different ranges of it: start each by itself"
              .formatted(settings.topic()));
    }
    return new KafkaRangeSource(settings, plans.iterator().next());
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.BOUNDED;
  }

  @Override
  public SourceReader<SourceRecord, KafkaPartitionSplit> createReader(SourceReaderContext context)
      throws Exception {
    return new RangeReader(kafka().createReader(context), settings, known().topicId());
  }

  @Override
  public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> createEnumerator(
      SplitEnumeratorContext<KafkaPartitionSplit> context) {
    List<KafkaPartitionSplit> splits =
        known().ranges().stream()
            .filter(range -> !range.empty())
            .map(
                range ->
                    new KafkaPartitionSplit(
                        new TopicPartition(settings.topic(), range.partition()),
                        range.begin(),
                        range.end()))
            .toList();
    return restoreEnumerator(context, new KafkaSourceEnumState(List.of(), splits, true));
  }

  @Override
  public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> restoreEnumerator(
      SplitEnumeratorContext<KafkaPartitionSplit> context, KafkaSourceEnumState checkpoint) {
    return new RangeEnumerator(context, settings, known().topicId(), checkpoint);
  }

  @Override
  public SimpleVersionedSerializer<KafkaPartitionSplit> getSplitSerializer() {
    return new KafkaPartitionSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<KafkaSourceEnumState> getEnumeratorCheckpointSerializer() {
    return new KafkaSourceEnumStateSerializer();
  }

  @Override
  public TypeInformation<SourceRecord> getProducedType() {
    return SourceRecordTypeInfo.INSTANCE;
  }

  private RangePlan known() {
    if (plan == null) {
      throw new IllegalStateException(
          "what is read of topic '%s' is not decided: say reading(…) with a token of this source"
              .formatted(settings.topic()));
    }
    return plan;
  }

  /** Without group: nothing is committed, positions are in checkpoints alone. */
  @SuppressWarnings("deprecation") // Flink's interface has no other
  private KafkaSource<SourceRecord> kafka() {
    return KafkaSource.<SourceRecord>builder()
        .setProperties(settings.connection().reading())
        .setProperty(KafkaSourceOptions.COMMIT_OFFSETS_ON_CHECKPOINT.key(), "false")
        .setClientIdPrefix("murmur-" + settings.topic())
        .setTopics(settings.topic())
        .setStartingOffsets(
            OffsetsInitializer.offsets(offsets(PartitionRange::begin), OffsetResetStrategy.NONE))
        .setBounded(
            OffsetsInitializer.offsets(offsets(PartitionRange::end), OffsetResetStrategy.NONE))
        .setDeserializer(new RecordMaker(settings.topic(), settings.form()))
        .build();
  }

  private Map<TopicPartition, Long> offsets(ToLongFunction<PartitionRange> which) {
    return known().ranges().stream()
        .collect(
            Collectors.toMap(
                range -> new TopicPartition(settings.topic(), range.partition()),
                which::applyAsLong,
                (one, other) -> one,
                HashMap::new));
  }
}
