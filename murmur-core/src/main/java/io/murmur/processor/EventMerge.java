package io.murmur.processor;

import io.murmur.monoid.Monoid;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One event on its way into its keys, one after another. */
final class EventMerge<V> {

  private final String pipeline;
  private final String eventId;
  private final Iterator<FlushItem<V>> items;
  private final Monoid<V> monoid;
  private final KeyMerger<V> merger;
  private final Cancellation cancellation;
  private final List<KeyFailure> hookFailures = new ArrayList<>();
  private Outcome outcome = Outcome.DUPLICATE;

  EventMerge(
      String pipeline,
      List<FlushItem<V>> items,
      Monoid<V> monoid,
      KeyMerger<V> merger,
      Cancellation cancellation) {
    this.pipeline = pipeline;
    this.eventId = items.get(0).contributions().get(0).eventId();
    this.items = items.iterator();
    this.monoid = monoid;
    this.merger = merger;
    this.cancellation = cancellation;
  }

  /** What became of the event, whose keys are all merged. */
  record Result(Outcome outcome, List<KeyFailure> hookFailures) {

    /** The outcome; throws the first error of a hook instead if there is one. */
    Outcome outcomeOrThrow() {
      if (hookFailures.isEmpty()) {
        return outcome;
      }
      Throwable first = hookFailures.get(0).error();
      hookFailures.stream().skip(1).map(KeyFailure::error).forEach(first::addSuppressed);
      throw (RuntimeException) first;
    }
  }

  CompletionStage<Result> run() {
    return Async.loop(this::mergeNext).thenApply(done -> new Result(outcome, hookFailures));
  }

  private CompletionStage<Boolean> mergeNext() {
    if (!items.hasNext()) {
      return CompletableFuture.completedStage(false);
    }
    return merger.merge(KeyWork.of(items.next(), monoid), cancellation).thenApply(this::settle);
  }

  private boolean settle(KeyOutcome key) {
    key.failure()
        .ifPresent(
            failure -> {
              if (failure.error() instanceof CancellationException cancelled) {
                throw cancelled;
              }
              throw new MergeFailedException(pipeline, eventId, failure);
            });
    key.hookFailure().ifPresent(hookFailures::add);
    if (!key.duplicate()) {
      outcome = Outcome.MERGED;
    }
    return true;
  }
}
