package io.murmur.flink.source.scan;

import io.murmur.flink.source.SourceRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;
import org.apache.flink.connector.base.source.reader.SourceReaderOptions;

/**
 * Reads one range after the other, asking for the next one when all it has are read; after a
 * failure or with fewer tasks than before it begins with several.
 *
 * <p>That a range is finished is told to the job manager and kept in the state until a checkpoint
 * has it: the job manager's part of a checkpoint is older than a reader's, so the news may have
 * missed it.
 */
@SuppressWarnings("try") // closing may be interrupted
final class ScanSourceReader
    extends SingleThreadMultiplexSourceReaderBase<
        ScanElement, SourceRecord, ScanSplit, ScanSplitState> {

  /** Finished ranges that no complete checkpoint has yet. */
  private final Map<String, ScanSplit> ended = new LinkedHashMap<>();

  /** Which of them each checkpoint has that is under way. */
  private final TreeMap<Long, Set<String>> written = new TreeMap<>();

  /** Ranges that this reader was restored with. */
  private final List<ScanSplit> restored = new ArrayList<>();

  private final ScanFetcher fetcher;

  private boolean started;

  ScanSourceReader(ScanConnector connector, ReadLimit limit, SourceReaderContext context) {
    this(
        new ScanFetcher(
            () ->
                new ScanSplitReader(
                    connector, limit, context.currentParallelism(), System::nanoTime),
            onePageAhead(context.getConfiguration())),
        connector,
        context);
  }

  private ScanSourceReader(
      ScanFetcher fetcher, ScanConnector connector, SourceReaderContext context) {
    super(
        fetcher,
        new ScanEmitter(connector.origin(), context.metricGroup().getIOMetricGroup()),
        context.getConfiguration(),
        context);
    this.fetcher = fetcher;
  }

  /** A page may be large, so there are never more than one being emitted, one ready, one coming. */
  private static Configuration onePageAhead(Configuration given) {
    Configuration config = new Configuration(given);
    config.set(SourceReaderOptions.ELEMENT_QUEUE_CAPACITY, 1);
    return config;
  }

  @Override
  public void start() {
    started = true;
    restored.forEach(split -> context.sendSourceEventToCoordinator(RangeReport.of(split)));
    restored.clear();
    if (getNumberOfCurrentlyAssignedSplits() == 0) {
      context.sendSplitRequest();
    }
  }

  @Override
  public void addSplits(List<ScanSplit> splits) {
    List<ScanSplit> unread = new ArrayList<>();
    for (ScanSplit split : splits) {
      if (split.finished()) {
        ended.put(split.splitId(), split);
      } else {
        unread.add(split);
      }
    }
    if (!started) {
      restored.addAll(splits);
    }
    if (!unread.isEmpty()) {
      super.addSplits(unread);
    }
  }

  @Override
  public void notifyNoMoreSplits() {
    fetcher.noMoreRanges();
    super.notifyNoMoreSplits();
  }

  @Override
  protected void onSplitFinished(Map<String, ScanSplitState> finished) {
    finished
        .values()
        .forEach(
            state -> {
              ScanSplit split = state.toSplit().end();
              ended.put(split.splitId(), split);
              context.sendSourceEventToCoordinator(RangeReport.of(split));
            });
    if (getNumberOfCurrentlyAssignedSplits() == 0) {
      context.sendSplitRequest();
    }
  }

  @Override
  public List<ScanSplit> snapshotState(long checkpointId) {
    List<ScanSplit> splits = new ArrayList<>(super.snapshotState(checkpointId));
    splits.addAll(ended.values());
    written.put(checkpointId, Set.copyOf(ended.keySet()));
    return splits;
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    Set<String> safe = written.get(checkpointId);
    if (safe != null) {
      ended.keySet().removeAll(safe);
    }
    written.headMap(checkpointId, true).clear();
    super.notifyCheckpointComplete(checkpointId);
  }

  @Override
  public void notifyCheckpointAborted(long checkpointId) {
    written.remove(checkpointId);
  }

  @Override
  protected ScanSplitState initializedState(ScanSplit split) {
    return new ScanSplitState(split);
  }

  @Override
  protected ScanSplit toSplitType(String splitId, ScanSplitState state) {
    return state.toSplit();
  }
}
