package io.murmur.flink.sink;

import io.murmur.metrics.Recorder;
import io.murmur.state.Cache;
import io.murmur.state.InstrumentedCache;
import io.murmur.state.InstrumentedStore;
import io.murmur.state.Store;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.util.IOUtils;

/** What a subtask that merges has open. */
final class MergeResources<V> implements AutoCloseable {

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final MergeMetrics metrics;
  private final Recorder recorder;
  private final Store<V> store;
  private final Optional<Cache<V>> cache;
  private final Optional<MergeDeadLetters> deadLetters;
  private final Optional<CommitLog> log;
  private final Optional<CommitListener> listener;

  private MergeResources(MergeSinkConfig<V> config, MetricGroup group) throws Exception {
    metrics = new MergeMetrics(group, config.pipeline());
    try {
      recorder = config.recorder().create();
      if (recorder instanceof AutoCloseable closeable) {
        opened.push(closeable);
      }
      Store<V> plain = config.store().open();
      opened.push(plain);
      store = InstrumentedStore.wrap(plain, recorder, config.pipeline());
      Optional<Cache<V>> plainCache = config.cache().open();
      plainCache.ifPresent(opened::push);
      cache = plainCache.map(inner -> InstrumentedCache.wrap(inner, recorder, config.pipeline()));
      deadLetters = config.deadLetters().open();
      deadLetters.ifPresent(opened::push);
      log =
          config.delivery() instanceof Delivery.Fenced
              ? config.history().log().open()
              : Optional.empty();
      log.ifPresent(opened::push);
      listener = config.history().listener().open();
      listener.ifPresent(opened::push);
    } catch (Exception e) {
      IOUtils.closeAllQuietly(opened);
      throw e;
    }
  }

  /** Opens everything, or nothing. */
  static <V> MergeResources<V> open(MergeSinkConfig<V> config, MetricGroup group)
      throws IOException {
    try {
      return new MergeResources<>(config, group);
    } catch (Exception e) {
      throw new IOException(
          "pipeline '%s': cannot open what the sink writes to: %s"
              .formatted(config.pipeline(), e.getMessage()),
          e);
    }
  }

  MergeMetrics metrics() {
    return metrics;
  }

  Recorder recorder() {
    return recorder;
  }

  Store<V> store() {
    return store;
  }

  Optional<Cache<V>> cache() {
    return cache;
  }

  Optional<MergeDeadLetters> deadLetters() {
    return deadLetters;
  }

  Optional<CommitLog> log() {
    return log;
  }

  Optional<CommitListener> listener() {
    return listener;
  }

  @Override
  public void close() throws IOException {
    Closing.all(opened);
  }
}
