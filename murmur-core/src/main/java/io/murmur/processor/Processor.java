package io.murmur.processor;

import io.murmur.metrics.MetricNames;
import io.murmur.pipeline.Extractor;
import io.murmur.pipeline.InvalidEventException;
import io.murmur.pipeline.Pipeline;
import io.murmur.state.Cache;
import io.murmur.state.HookFailedException;
import io.murmur.state.Key;
import io.murmur.state.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Brings events of one pipeline into its store, and the cache: the core of any driver outside of
 * Flink (a Lambda, a queue consumer, a small scan). It extracts, merges, tries again what may go
 * away, and reports metrics; acknowledging events and setting them aside is the driver's.
 *
 * <p><b>How often an event counts.</b> With a {@link ClaimPolicy} exactly once in each of its keys,
 * whatever fails and however often it is delivered: the claim of the event and the merge are one
 * transaction, so there is no state in which one is there without the other. Without it at least
 * once: a write whose answer was lost is sent again, and an event that is delivered again is merged
 * again. ({@link io.murmur.state.Deduper} cannot do better for a store without claims: claimed
 * before the merge, a crash loses the event; after it, counts it twice. So no processor takes one.)
 *
 * <p><b>Failures.</b> A {@link io.murmur.state.TransientStoreException} is tried again by the
 * {@link RetryPolicy}, each write with attempts of its own; every other error is final. A hook that
 * fails after a merge ({@link HookFailedException}) does not make the merge a failure. Cancelling a
 * future stops its operation before its next request.
 *
 * <p>Immutable and safe for concurrent use. Closes nothing.
 *
 * @param <T> the event
 * @param <V> the stored value
 */
public final class Processor<T, V> {

  private final Pipeline<T, V> pipeline;
  private final Store<V> store;
  private final Optional<Cache<V>> cache;
  private final ProcessorConfig config;
  private final Surroundings surroundings;
  private final MetricNames names;
  private final KeyMerger<V> merger;
  private final Flusher<V> flusher;

  Processor(
      Pipeline<T, V> pipeline,
      Store<V> store,
      Optional<Cache<V>> cache,
      ProcessorConfig config,
      Surroundings surroundings) {
    requireSameMonoid(pipeline, store);
    this.pipeline = pipeline;
    this.store = store;
    this.cache = cache;
    this.config = config;
    this.surroundings = surroundings;
    this.names = MetricNames.of(pipeline.name());
    var retrier =
        new Retrier(
            pipeline.name(),
            config.retry(),
            surroundings,
            () -> config.recorder().recordEvent(names.retry()));
    var cacheWriter =
        cache.map(
            c -> new CacheWriter<>(c, store, config.recorder(), names, surroundings.nanoClock()));
    var writer = new KeyWriter<>(store, pipeline.windowing(), retrier, cacheWriter);
    this.merger =
        new KeyMerger<>(
            pipeline.name(), store.monoid(), writer, config, names, surroundings.nanoClock());
    this.flusher =
        new Flusher<>(pipeline.name(), merger, config.recorder(), names, surroundings.nanoClock());
  }

  /** The source's own place of an event, which is its id where the pipeline takes none from it. */
  @FunctionalInterface
  public interface Place<T> {
    /** The place of an event, the same whenever it is delivered; {@code position} is from 0. */
    String of(T event, long position);
  }

  /**
   * A processor with {@link ProcessorConfig#defaults()} and no cache.
   *
   * @throws IllegalArgumentException if the store does not keep this pipeline's kind of aggregate
   */
  public static <T, V> Processor<T, V> of(Pipeline<T, V> pipeline, Store<V> store) {
    return new Processor<>(
        pipeline, store, Optional.empty(), ProcessorConfig.defaults(), Surroundings.real());
  }

  /** The same with another configuration. */
  public Processor<T, V> withConfig(ProcessorConfig other) {
    return new Processor<>(pipeline, store, cache, other, surroundings);
  }

  /**
   * The same with a cache that gets every value which the store holds after a merge. A cache that
   * is away costs a merge nothing but its timeout, and is counted.
   */
  public Processor<T, V> withCache(Cache<V> other) {
    return new Processor<>(pipeline, store, Optional.of(other), config, surroundings);
  }

  /**
   * The same with another timer for the waits before retries; it must outlive the processor. The
   * default is one daemon thread for all processors.
   */
  public Processor<T, V> withScheduler(ScheduledExecutorService timer) {
    return new Processor<>(pipeline, store, cache, config, surroundings.withScheduler(timer));
  }

  /**
   * Merges one event into each of its keys, one after another.
   *
   * @param place the source's own place of the event: its id, where the pipeline takes none from it
   * @return fails with a {@link MergeFailedException} if a key failed, a {@link
   *     HookFailedException} if all is merged but a hook failed, or what the pipeline's functions
   *     throw, such as an {@link InvalidEventException}
   */
  public CompletableFuture<Outcome> process(T event, String place) {
    List<FlushItem<V>> items = new ArrayList<>();
    try {
      new Extractor<>(pipeline)
          .extract(
              event,
              () -> place,
              (entity, bucket, delta, context) ->
                  items.add(FlushItem.of(new Key(entity, bucket), delta, context.eventId())));
    } catch (RuntimeException e) {
      config.recorder().recordError(names.event(), e);
      return CompletableFuture.failedFuture(e);
    }
    return merge(items);
  }

  /** Merges what an event adds to one entity; see {@link #mergeMany}. */
  public CompletableFuture<Outcome> mergeOne(
      String eventId, long eventTimeMillis, String entity, V delta) {
    return mergeMany(eventId, eventTimeMillis, List.of(entity), delta);
  }

  /**
   * Merges what an event adds to several entities, one after another; the same entity twice counts
   * once. For events that were extracted elsewhere: filter, keys and lift of the pipeline are not
   * used. Stops at the first key that fails.
   *
   * @param eventTimeMillis event time in milliseconds since the epoch; only used with windows
   * @return as {@link #process}
   */
  public CompletableFuture<Outcome> mergeMany(
      String eventId, long eventTimeMillis, List<String> entities, V delta) {
    List<FlushItem<V>> items = new ArrayList<>(entities.size());
    try {
      if (pipeline.windowing().windowed() && eventTimeMillis == Extractor.NO_EVENT_TIME) {
        throw new InvalidEventException(
            "event " + eventId + " has no time, and the pipeline has windows");
      }
      long bucket = pipeline.windowing().bucketOf(eventTimeMillis);
      for (String entity : entities.stream().distinct().toList()) {
        items.add(FlushItem.of(new Key(entity, bucket), delta, eventId));
      }
    } catch (RuntimeException e) {
      config.recorder().recordError(names.event(), e);
      return CompletableFuture.failedFuture(e);
    }
    return merge(items);
  }

  /**
   * Merges a batch of events, coalesced as far as the monoid and the configuration allow. Events
   * are taken in order and only as fast as they can be written, so the batch may be a long scan.
   *
   * @return fails with a {@link BatchException} that lists what was not merged; all else is. If the
   *     batch itself throws, or is cancelled, the future fails with that: then deliver all again
   */
  public CompletableFuture<Void> mergeBatch(Iterable<? extends T> events, Place<? super T> place) {
    return Cancellation.cancellable(
        cancellation ->
            new BatchRun<>(
                    pipeline,
                    coalescer(),
                    events.iterator(),
                    place,
                    config.recorder(),
                    names,
                    cancellation)
                .run());
  }

  /**
   * Writes deltas that were combined elsewhere. With a concurrency of 1 or less one after another
   * in the given order; above it at most that many at a time, in no particular order. After a
   * failure what is under way ends and the rest is not begun.
   *
   * @param concurrency how many are written at the same time
   * @return fails with a {@link FlushException} that lists what was not merged, tried or not; all
   *     else is merged
   * @throws IllegalArgumentException if a key occurs twice where the order matters: a concurrency
   *     above 1 and a monoid that is not commutative
   */
  public CompletableFuture<Void> flushBatch(List<FlushItem<V>> items, int concurrency) {
    if (concurrency > 1
        && !store.monoid().commutative()
        && items.stream().map(FlushItem::key).distinct().count() < items.size()) {
      throw new IllegalArgumentException(
          "pipeline '"
              + pipeline.name()
              + "': a key occurs twice and its monoid is not commutative, so these items cannot be"
              + " written concurrently; use a concurrency of 1");
    }
    var works = items.stream().map(item -> KeyWork.of(item, store.monoid())).toList();
    long events =
        items.stream()
            .flatMap(item -> item.contributions().stream())
            .map(EventDelta::eventId)
            .distinct()
            .count();
    return Cancellation.cancellable(
        cancellation -> flusher.flush(works, events, concurrency, true, cancellation));
  }

  /** A new coalescer that writes as this processor does. */
  public Coalescer<V> coalescer() {
    return new Coalescer<>(
        store.monoid(), pipeline.windowing(), flusher, config, surroundings.nanoClock());
  }

  private CompletableFuture<Outcome> merge(List<FlushItem<V>> items) {
    if (items.isEmpty()) {
      return CompletableFuture.completedFuture(Outcome.FILTERED);
    }
    return Cancellation.cancellable(
        cancellation -> {
          var event =
              new EventMerge<>(pipeline.name(), items, store.monoid(), merger, cancellation);
          return event.run().thenApply(this::count).thenApply(EventMerge.Result::outcomeOrThrow);
        });
  }

  private EventMerge.Result count(EventMerge.Result result) {
    config
        .recorder()
        .recordEvent(result.outcome() == Outcome.DUPLICATE ? names.dedupSkip() : names.event());
    return result;
  }

  private static void requireSameMonoid(Pipeline<?, ?> pipeline, Store<?> store) {
    String wanted = pipeline.monoid().structure().canonical();
    String found = store.monoid().structure().canonical();
    if (!wanted.equals(found)) {
      throw new IllegalArgumentException(
          "pipeline '%s' aggregates %s, but the store keeps %s"
              .formatted(pipeline.name(), wanted, found));
    }
  }
}
