package io.murmur.flink.source.kafka;

import io.murmur.flink.source.SourceRecord;
import io.murmur.flink.source.scan.ScanException;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.util.ExceptionUtils;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/**
 * Flink's reader, whose error is final where what it is to read was deleted; and so it is where it
 * comes to the end of another topic, which was made under the name meanwhile.
 */
@SuppressWarnings("try") // closing may be interrupted
final class RangeReader implements SourceReader<SourceRecord, KafkaPartitionSplit> {

  private final SourceReader<SourceRecord, KafkaPartitionSplit> reader;
  private final RangeSettings settings;
  private final String topicId;
  private boolean same;

  RangeReader(
      SourceReader<SourceRecord, KafkaPartitionSplit> reader,
      RangeSettings settings,
      String topicId) {
    this.reader = reader;
    this.settings = settings;
    this.topicId = topicId;
  }

  @Override
  public InputStatus pollNext(ReaderOutput<SourceRecord> output) throws Exception {
    try {
      InputStatus status = reader.pollNext(output);
      if (status == InputStatus.END_OF_INPUT && !same) {
        try (TopicOffsets topic = new TopicOffsets(settings.connection(), settings.topic())) {
          topic.requireSame(topicId);
        }
        same = true;
      }
      return status;
    } catch (RuntimeException e) {
      Optional<OffsetOutOfRangeException> gone =
          ExceptionUtils.findThrowable(e, OffsetOutOfRangeException.class);
      throw gone.isPresent() ? deleted(gone.get()) : e;
    }
  }

  private ScanException deleted(OffsetOutOfRangeException error) throws InterruptedException {
    Map<TopicPartition, Long> wanted = error.offsetOutOfRangePartitions();
    List<Integer> partitions = wanted.keySet().stream().map(TopicPartition::partition).toList();
    Map<Integer, Long> firsts = Map.of();
    try (TopicOffsets topic = new TopicOffsets(settings.connection(), settings.topic())) {
      firsts = topic.first(partitions);
    } catch (IOException | ScanException e) {
      error.addSuppressed(e);
    }
    StringBuilder message = new StringBuilder(settings.describe()).append(" cannot be read on:");
    for (Map.Entry<TopicPartition, Long> each : wanted.entrySet()) {
      Long first = firsts.get(each.getKey().partition());
      message.append(
          " partition %d is to be read from offset %d, and its log begins at %s;"
              .formatted(
                  each.getKey().partition(),
                  each.getValue(),
                  first == null ? "another that is not known" : first.toString()));
    }
    return new ScanException(
        message
            .append(
                " the records between were deleted while the run was under way. What was counted is"
                    + " not all: start a new run into a new table, of a range that is there, with"
                    + " more retention or from an archive")
            .toString(),
        error);
  }

  @Override
  public void start() {
    reader.start();
  }

  @Override
  public List<KafkaPartitionSplit> snapshotState(long checkpointId) {
    return reader.snapshotState(checkpointId);
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    return reader.isAvailable();
  }

  @Override
  public void addSplits(List<KafkaPartitionSplit> splits) {
    reader.addSplits(splits);
  }

  @Override
  public void notifyNoMoreSplits() {
    reader.notifyNoMoreSplits();
  }

  @Override
  public void handleSourceEvents(SourceEvent event) {
    reader.handleSourceEvents(event);
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    reader.notifyCheckpointComplete(checkpointId);
  }

  @Override
  public void notifyCheckpointAborted(long checkpointId) throws Exception {
    reader.notifyCheckpointAborted(checkpointId);
  }

  @Override
  public void pauseOrResumeSplits(Collection<String> toPause, Collection<String> toResume) {
    reader.pauseOrResumeSplits(toPause, toResume);
  }

  @Override
  public void close() throws Exception {
    reader.close();
  }
}
