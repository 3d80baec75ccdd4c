package io.murmur.flink.source.file;

import org.apache.flink.api.common.watermark.Watermark;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.source.reader.SourceReaderBase;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;
import org.apache.flink.util.UserCodeClassLoader;

/**
 * Lets a reader ask for parts only when it has none left: Flink's reader of files asks whenever it
 * has read one, as it is used to being given one at a time.
 */
final class GroupRequests implements SourceReaderContext {

  private final SourceReaderContext context;
  private SourceReaderBase<?, ?, ?, ?> reader;

  private GroupRequests(SourceReaderContext context) {
    this.context = context;
  }

  /** A reader, of one that is made with a context. */
  static <T, S extends SourceSplit> SourceReader<T, S> reader(
      SourceReaderContext context, Made<T, S> made) {
    GroupRequests requests = new GroupRequests(context);
    SourceReader<T, S> reader = made.with(requests);
    requests.reader = (SourceReaderBase<?, ?, ?, ?>) reader;
    return reader;
  }

  /** Makes a reader. */
  @FunctionalInterface
  interface Made<T, S extends SourceSplit> {
    SourceReader<T, S> with(SourceReaderContext context);
  }

  @Override
  public void sendSplitRequest() {
    if (reader.getNumberOfCurrentlyAssignedSplits() == 0) {
      context.sendSplitRequest();
    }
  }

  @Override
  public SourceReaderMetricGroup metricGroup() {
    return context.metricGroup();
  }

  @Override
  public Configuration getConfiguration() {
    return context.getConfiguration();
  }

  @Override
  public String getLocalHostName() {
    return context.getLocalHostName();
  }

  @Override
  public int getIndexOfSubtask() {
    return context.getIndexOfSubtask();
  }

  @Override
  public void sendSourceEventToCoordinator(SourceEvent event) {
    context.sendSourceEventToCoordinator(event);
  }

  @Override
  public UserCodeClassLoader getUserCodeClassLoader() {
    return context.getUserCodeClassLoader();
  }

  @Override
  public int currentParallelism() {
    return context.currentParallelism();
  }

  @Override
  public void emitWatermark(Watermark watermark) {
    context.emitWatermark(watermark);
  }
}
