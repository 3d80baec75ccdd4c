package io.murmur.processor;

import io.murmur.metrics.MetricNames;
import io.murmur.metrics.Recorder;
import io.murmur.pipeline.Extractor;
import io.murmur.pipeline.Pipeline;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * One batch of events on its way through a coalescer. Events are taken in order; while a flush is
 * written none are. Failures are collected and reported at the end.
 */
final class BatchRun<T, V> {

  private final Pipeline<T, V> pipeline;
  private final Extractor<T, V> extractor;
  private final Coalescer<V> coalescer;
  private final Iterator<? extends T> events;
  private final Processor.Place<? super T> place;
  private final Recorder recorder;
  private final MetricNames names;
  private final Cancellation cancellation;
  private final Supplier<String> currentPlace = this::place;
  private final List<KeyFailure> failures = new ArrayList<>();
  private final List<KeyFailure> hookFailures = new ArrayList<>();
  private final List<EventFailure> invalidEvents = new ArrayList<>();
  private OptionalLong stoppedAt = OptionalLong.empty();
  private T event;
  private long position = -1;

  BatchRun(
      Pipeline<T, V> pipeline,
      Coalescer<V> coalescer,
      Iterator<? extends T> events,
      Processor.Place<? super T> place,
      Recorder recorder,
      MetricNames names,
      Cancellation cancellation) {
    this.pipeline = pipeline;
    this.extractor = new Extractor<>(pipeline);
    this.coalescer = coalescer;
    this.events = events;
    this.place = place;
    this.recorder = recorder;
    this.names = names;
    this.cancellation = cancellation;
  }

  CompletionStage<Void> run() {
    return Async.loop(this::takeEvents).thenRun(this::report);
  }

  /** Takes events until something is written, or to the end. */
  private CompletionStage<Boolean> takeEvents() {
    while (stoppedAt.isEmpty() && events.hasNext()) {
      if (cancellation.cancelled()) {
        return CompletableFuture.failedStage(Cancellation.error(pipeline.name()));
      }
      event = events.next();
      position++;
      if (extract() && coalescer.endEvent()) {
        return coalescer.settle(cancellation).handle((done, error) -> collect(error, true));
      }
    }
    return coalescer.flush(cancellation).handle((done, error) -> collect(error, false));
  }

  private boolean extract() {
    try {
      return extractor.extract(
          event,
          currentPlace,
          (entity, bucket, delta, context) ->
              coalescer.contribute(context.eventId(), entity, bucket, delta));
    } catch (RuntimeException e) {
      recorder.recordError(names.event(), e);
      invalidEvents.add(new EventFailure(position, placeOfInvalid(), e));
      return false;
    }
  }

  private String place() {
    return place.of(event, position);
  }

  private String placeOfInvalid() {
    try {
      return place();
    } catch (RuntimeException e) {
      return "of unknown place (" + e + ")";
    }
  }

  private boolean collect(Throwable error, boolean more) {
    if (error == null) {
      return more;
    }
    if (!(Async.unwrap(error) instanceof FlushException flush)) {
      throw new CompletionException(error);
    }
    failures.addAll(flush.failures());
    hookFailures.addAll(flush.hookFailures());
    if (!pipeline.monoid().commutative() && !flush.failures().isEmpty() && events.hasNext()) {
      stoppedAt = OptionalLong.of(position + 1);
    }
    return more;
  }

  private void report() {
    if (!failures.isEmpty() || !hookFailures.isEmpty() || !invalidEvents.isEmpty()) {
      throw new BatchException(pipeline.name(), failures, hookFailures, invalidEvents, stoppedAt);
    }
  }
}
