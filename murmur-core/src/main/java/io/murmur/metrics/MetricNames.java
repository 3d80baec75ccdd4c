package io.murmur.metrics;

import java.util.Objects;

/**
 * The names under which the parts of one pipeline report to a {@link Recorder}. All of them begin
 * with the same label, normally the pipeline's name, so that what the processor, the stores and the
 * caches of a pipeline report comes together.
 *
 * <p>Built once for each pipeline: taking a name allocates nothing.
 */
public final class MetricNames {

  /** What separates the label from the rest of a name. */
  public static final char SEPARATOR = ':';

  private final String label;
  private final String retry;
  private final String dedupSkip;
  private final String deadLetter;
  private final String onMerge;
  private final String storeMerge;
  private final String storeMergeUpdate;
  private final String storeGet;
  private final String storeGetMany;
  private final String cacheMerge;
  private final String cacheMergeUpdate;
  private final String cacheGet;
  private final String cacheGetMany;
  private final String cacheRepopulate;
  private final String cacheHit;
  private final String cacheMiss;
  private final String cacheDown;
  private final String cacheCorrupt;
  private final String cachePutLate;
  private final String cachePutLost;

  private MetricNames(String label) {
    this.label = label;
    this.retry = label + ":retry";
    this.dedupSkip = label + ":dedup_skip";
    this.deadLetter = label + ":dead_letter";
    this.onMerge = label + ":on_merge";
    this.storeMerge = label + ":store_merge";
    this.storeMergeUpdate = label + ":store_merge_update";
    this.storeGet = label + ":store_get";
    this.storeGetMany = label + ":store_get_many";
    this.cacheMerge = label + ":cache_merge";
    this.cacheMergeUpdate = label + ":cache_merge_update";
    this.cacheGet = label + ":cache_get";
    this.cacheGetMany = label + ":cache_get_many";
    this.cacheRepopulate = label + ":cache_repopulate";
    this.cacheHit = label + ":cache_hit";
    this.cacheMiss = label + ":cache_miss";
    this.cacheDown = label + ":cache_down";
    this.cacheCorrupt = label + ":cache_corrupt";
    this.cachePutLate = label + ":cache_put_late";
    this.cachePutLost = label + ":cache_put_lost";
  }

  /**
   * The names of a pipeline.
   *
   * @throws IllegalArgumentException if the label is empty or contains a colon
   */
  public static MetricNames of(String label) {
    Objects.requireNonNull(label, "label");
    if (label.isEmpty() || label.indexOf(SEPARATOR) >= 0) {
      throw new IllegalArgumentException(
          "the label of metrics must not be empty nor contain ':', was '" + label + "'");
    }
    return new MetricNames(label);
  }

  /** Event and error: one event that was merged or taken for a merge. The label itself. */
  public String event() {
    return label;
  }

  /** Event: a merge is tried again after an error that may go away. */
  public String retry() {
    return retry;
  }

  /** Event: an event changed nothing because it had been merged before. */
  public String dedupSkip() {
    return dedupSkip;
  }

  /** Event and error: an event was set aside because it can never be merged. */
  public String deadLetter() {
    return deadLetter;
  }

  /** Error: a hook failed after its merge was applied. */
  public String onMerge() {
    return onMerge;
  }

  /** Latency and error: one merge as the processor sees it, its retries included. */
  public String storeMerge() {
    return storeMerge;
  }

  /** Latency and error: one merge request to the store. */
  public String storeMergeUpdate() {
    return storeMergeUpdate;
  }

  /** Latency and error: one read of one key from the store. */
  public String storeGet() {
    return storeGet;
  }

  /** Latency and error: one read of many keys from the store. */
  public String storeGetMany() {
    return storeGetMany;
  }

  /** Latency and error: one write-through to the cache as the processor sees it. */
  public String cacheMerge() {
    return cacheMerge;
  }

  /** Latency and error: one write to the cache. */
  public String cacheMergeUpdate() {
    return cacheMergeUpdate;
  }

  /** Latency and error: one read of one key from the cache. */
  public String cacheGet() {
    return cacheGet;
  }

  /** Latency and error: one read of many keys from the cache. */
  public String cacheGetMany() {
    return cacheGetMany;
  }

  /** Latency and error: one rebuild of the cache from the store. */
  public String cacheRepopulate() {
    return cacheRepopulate;
  }

  /** Event: a key was looked up in the cache and found. */
  public String cacheHit() {
    return cacheHit;
  }

  /** Event: a key was looked up in the cache and not found. */
  public String cacheMiss() {
    return cacheMiss;
  }

  /** Event: a key could not be looked up, as the cache is away. */
  public String cacheDown() {
    return cacheDown;
  }

  /** Error: bytes in the cache were not what had been put; they were taken for a miss. */
  public String cacheCorrupt() {
    return cacheCorrupt;
  }

  /** Event: a value did not reach the cache and will be sent again. */
  public String cachePutLate() {
    return cachePutLate;
  }

  /** Event: a value did not reach the cache and will not be sent again. */
  public String cachePutLost() {
    return cachePutLost;
  }
}
