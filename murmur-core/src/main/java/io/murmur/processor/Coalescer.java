package io.murmur.processor;

import io.murmur.monoid.Monoid;
import io.murmur.pipeline.Extractor;
import io.murmur.pipeline.InvalidEventException;
import io.murmur.state.Key;
import io.murmur.window.Windowing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Collects what events add to each key and writes one delta for each key: when there are {@link
 * CoalesceConfig#maxKeys()} keys, when the oldest contribution is {@link
 * CoalesceConfig#flushTick()} old, or on {@link #flush()}. Time is only looked at when an event is
 * added (where they come fast, with every sixteenth) or {@link #maybeFlush()} is called: there is
 * no thread of its own.
 *
 * <p>Events of a monoid that is not commutative, and all events if coalescing is not enabled, are
 * written one by one in the order in which they come.
 *
 * <p><b>Flushes.</b> A flush takes everything that was added before. When it ends, well or not,
 * none of that is held any more: what was not merged is listed in its {@link FlushException}, to be
 * delivered again by the source. So a delivery after a failed flush never meets its own earlier
 * contribution here. One flush runs at a time; a later one waits for it. Events may be added while
 * one runs, but whoever never waits for the futures it gets piles them up. Cancelling a future
 * stops its flush before its next write.
 *
 * <p>Without claims an event counts as often as it is added; under claims once for each key.
 *
 * <p>Not safe for concurrent use: each thread has one of its own.
 *
 * @param <V> the type of the aggregate
 */
public final class Coalescer<V> {

  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

  private final Monoid<V> monoid;
  private final Windowing windowing;
  private final Flusher<V> flusher;
  private final boolean keptApart;
  private final boolean coalesces;
  private final int maxKeys;
  private final int maxContributions;
  private final TickWatch watch;
  private final int concurrency;
  private final AtomicReference<PendingBatch<V>> spare = new AtomicReference<>();
  private final List<FlushItem<V>> direct = new ArrayList<>();
  private PendingBatch<V> pending;
  private CompletableFuture<Void> tail = DONE;

  Coalescer(
      Monoid<V> monoid,
      Windowing windowing,
      Flusher<V> flusher,
      ProcessorConfig config,
      LongSupplier nanoClock) {
    CoalesceConfig coalesce = config.coalesce();
    this.monoid = monoid;
    this.windowing = windowing;
    this.flusher = flusher;
    this.keptApart = config.claims().isPresent();
    this.coalesces = coalesce.enabled() && monoid.commutative();
    this.maxKeys = coalesce.maxKeys();
    this.maxContributions = coalesce.maxContributions();
    this.watch = new TickWatch(coalesce.ticks() ? coalesce.flushTick().toNanos() : 0, nanoClock);
    this.concurrency = config.flushConcurrency();
    this.pending = new PendingBatch<>(monoid, keptApart);
  }

  /** As {@link #add(String, long, String, Object)}, for pipelines without windows. */
  public CompletableFuture<Void> add(String eventId, String entity, V delta) {
    return add(eventId, Extractor.NO_EVENT_TIME, entity, delta);
  }

  /**
   * Adds what an event contributes to one entity. Allocates nothing if the key is known and nothing
   * is flushed.
   *
   * @param eventTimeMillis event time in milliseconds since the epoch; only used with windows
   * @return already complete if nothing had to be written; else completes with the writes, or with
   *     a {@link FlushException}. Fails with an {@link InvalidEventException} if the event has no
   *     id or key, or no time where the pipeline has windows; then nothing of it was added
   */
  public CompletableFuture<Void> add(String eventId, long eventTimeMillis, String entity, V delta) {
    if (!valid(eventId, eventTimeMillis) || entity.isEmpty()) {
      return invalid(eventId, eventTimeMillis);
    }
    contribute(eventId, entity, windowing.bucketOf(eventTimeMillis), delta);
    return afterEvent();
  }

  /**
   * Adds what an event contributes to several entities; the same entity twice counts once. All of
   * them are in one flush. Otherwise as {@link #add(String, long, String, Object)}.
   */
  public CompletableFuture<Void> addMany(
      String eventId, long eventTimeMillis, List<String> entities, V delta) {
    if (!valid(eventId, eventTimeMillis) || entities.contains("")) {
      return invalid(eventId, eventTimeMillis);
    }
    long bucket = windowing.bucketOf(eventTimeMillis);
    for (int i = 0; i < entities.size(); i++) {
      String entity = entities.get(i);
      if (entities.indexOf(entity) == i) {
        contribute(eventId, entity, bucket, delta);
      }
    }
    return afterEvent();
  }

  /**
   * Flushes if the oldest contribution is at least a tick old: for drivers that may be without
   * events for a while. Does nothing if the tick is disabled.
   */
  public CompletableFuture<Void> maybeFlush() {
    return !pending.isEmpty() && watch.passed() ? flush() : DONE;
  }

  /**
   * Writes everything that was added. With nothing to write it waits for the flush that may still
   * be running, and its failure is not told again.
   *
   * @return fails with a {@link FlushException} if keys failed, or a {@link
   *     java.util.concurrent.CancellationException} if it was cancelled
   */
  public CompletableFuture<Void> flush() {
    if (pending.isEmpty()) {
      return tail.isDone() ? DONE : tail.copy();
    }
    return Cancellation.cancellable(this::flush);
  }

  /** The number of keys that hold contributions which are not being flushed yet. */
  public int pendingKeys() {
    return pending.keys();
  }

  /** Whether contributions are collected at all; if not, each event is written on its own. */
  public boolean coalesces() {
    return coalesces;
  }

  /** Takes one contribution of an event; {@link #settle} follows after the last. */
  void contribute(String eventId, String entity, long bucket, V delta) {
    if (!coalesces || !pending.put(eventId, entity, bucket, delta)) {
      direct.add(FlushItem.of(new Key(entity, bucket), delta, eventId));
    }
  }

  /** Ends an event: whether {@link #settle} has to write something before the next one. */
  boolean endEvent() {
    if (pending.isEmpty()) {
      return !direct.isEmpty();
    }
    boolean tick = false;
    if (pending.eventDone() == 1) {
      watch.start();
    } else {
      tick = watch.passedAtEvent();
    }
    return tick
        || !direct.isEmpty()
        || pending.keys() >= maxKeys
        || pending.contributions() >= maxContributions;
  }

  /**
   * Writes what has to be written after an event: contributions that could not be collected, else
   * all that is pending.
   */
  CompletionStage<Void> settle(Cancellation cancellation) {
    if (direct.isEmpty()) {
      return flush(cancellation);
    }
    List<KeyWork<V>> works = direct.stream().map(item -> KeyWork.of(item, monoid)).toList();
    direct.clear();
    int events = pending.isEmpty() ? 1 : 0; // else it is counted with what is pending
    return enqueue(() -> flusher.flush(works, events, 1, true, cancellation));
  }

  /** Writes everything that is pending; nothing to do if that is nothing. */
  CompletionStage<Void> flush(Cancellation cancellation) {
    if (pending.isEmpty()) {
      return tail;
    }
    PendingBatch<V> batch = pending;
    PendingBatch<V> recycled = spare.getAndSet(null);
    pending = recycled != null ? recycled : new PendingBatch<>(monoid, keptApart);
    return enqueue(
        () ->
            flusher
                .flush(batch.work(), batch.events(), concurrency, false, cancellation)
                .whenComplete(
                    (done, error) -> {
                      batch.reset();
                      spare.set(batch);
                    }));
  }

  private CompletableFuture<Void> afterEvent() {
    return endEvent() ? Cancellation.cancellable(this::settle) : DONE;
  }

  /** Runs writes after those before them, whether these went well or not. */
  private CompletionStage<Void> enqueue(Supplier<CompletionStage<Void>> writes) {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    CompletionStage<Void> result = tail.thenCompose(before -> Async.call(writes));
    tail = ended;
    return result.whenComplete((done, error) -> ended.complete(null));
  }

  private boolean valid(String eventId, long eventTimeMillis) {
    return !eventId.isEmpty()
        && (eventTimeMillis != Extractor.NO_EVENT_TIME || !windowing.windowed());
  }

  private CompletableFuture<Void> invalid(String eventId, long eventTimeMillis) {
    String problem =
        eventId.isEmpty()
            ? "the event has no id"
            : valid(eventId, eventTimeMillis)
                ? "the key of event " + eventId + " is empty"
                : "event " + eventId + " has no time, and the pipeline has windows";
    return CompletableFuture.failedFuture(new InvalidEventException(problem));
  }
}
