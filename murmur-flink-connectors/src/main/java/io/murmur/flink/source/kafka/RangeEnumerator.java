package io.murmur.flink.source.kafka;

import io.murmur.flink.source.scan.ScanException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.util.ExceptionUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each reader its partitions as soon as it is there, and tells it that there are no more.
 * Flink's own enumerator does not tell that after a restore from a checkpoint, so that the job
 * would never end. Before it gives any it makes sure that the topic is the one of the plan, and it
 * looks from time to time whether that is still there: a reader of one that was deleted only waits.
 */
final class RangeEnumerator implements SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> {

  private static final Logger LOG = LoggerFactory.getLogger(RangeEnumerator.class);
  private static final long LOOK_MILLIS = 20_000;

  private final SplitEnumeratorContext<KafkaPartitionSplit> context;
  private final RangeSettings settings;
  private final String topicId;
  private final Set<KafkaPartitionSplit> assigned;

  /** By partition. */
  private final Map<Integer, KafkaPartitionSplit> unassigned = new TreeMap<>();

  /** Whether the topic is known to be the one of the plan. */
  private boolean same;

  RangeEnumerator(
      SplitEnumeratorContext<KafkaPartitionSplit> context,
      RangeSettings settings,
      String topicId,
      KafkaSourceEnumState state) {
    this.context = context;
    this.settings = settings;
    this.topicId = topicId;
    this.assigned = new HashSet<>(state.assignedSplits());
    add(state.unassignedSplits());
  }

  @Override
  public void start() {
    context.callAsync(this::requireSame, this::begin);
  }

  private String requireSame() throws IOException, InterruptedException {
    try (TopicOffsets topic = new TopicOffsets(settings.connection(), settings.topic())) {
      topic.requireSame(topicId);
    }
    return topicId;
  }

  private void begin(String id, Throwable error) {
    if (error != null) {
      ExceptionUtils.rethrow(error, "It is not known whether the topic is the one of the plan");
    }
    same = true;
    context.registeredReaders().keySet().forEach(this::addReader);
    context.callAsync(this::requireSame, this::looked, LOOK_MILLIS, LOOK_MILLIS);
  }

  private void looked(String id, Throwable error) {
    if (error instanceof ScanException gone) {
      throw gone;
    }
    if (error != null) {
      LOG.warn("It is not known whether the topic is still there", error);
    }
  }

  @Override
  public void handleSplitRequest(int subtask, String host) {
    // Readers do not ask.
  }

  @Override
  public void addSplitsBack(List<KafkaPartitionSplit> splits, int subtask) {
    assigned.removeIf(
        split ->
            splits.stream()
                .anyMatch(back -> back.getTopicPartition().equals(split.getTopicPartition())));
    add(splits);
    if (context.registeredReaders().containsKey(subtask)) {
      addReader(subtask);
    }
  }

  @Override
  public void addReader(int subtask) {
    if (!same) {
      return;
    }
    List<KafkaPartitionSplit> own =
        new ArrayList<>(
            unassigned.values().stream()
                .filter(split -> split.getPartition() % context.currentParallelism() == subtask)
                .toList());
    if (!own.isEmpty()) {
      context.assignSplits(new SplitsAssignment<>(Map.of(subtask, own)));
      own.forEach(split -> unassigned.remove(split.getPartition()));
      assigned.addAll(own);
    }
    context.signalNoMoreSplits(subtask);
  }

  private void add(Collection<KafkaPartitionSplit> splits) {
    splits.forEach(split -> unassigned.put(split.getPartition(), split));
  }

  @Override
  public KafkaSourceEnumState snapshotState(long checkpointId) {
    return new KafkaSourceEnumState(assigned, unassigned.values(), true);
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
