package io.murmur.state;

import io.murmur.monoid.Monoid;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * A store that calls a {@link MergeHook} after every merge whose delta is in the aggregate. A merge
 * that failed, or of which only a part had been merged before, is not announced. Nothing the hook
 * does undoes a merge.
 *
 * @param <V> the type of the aggregate
 */
public final class OnMergeStore<V> implements Store<V> {

  private final Store<V> inner;
  private final MergeHook<V> hook;
  private final OnMergeOptions options;

  private OnMergeStore(Store<V> inner, MergeHook<V> hook, OnMergeOptions options) {
    this.inner = Objects.requireNonNull(inner, "inner");
    this.hook = Objects.requireNonNull(hook, "hook");
    this.options = Objects.requireNonNull(options, "options");
  }

  /** The store with a hook whose errors are logged. */
  public static <V> Store<V> wrap(Store<V> inner, MergeHook<V> hook) {
    return wrap(inner, hook, OnMergeOptions.defaults());
  }

  /** The store with a hook. */
  public static <V> Store<V> wrap(Store<V> inner, MergeHook<V> hook, OnMergeOptions options) {
    return new OnMergeStore<>(inner, hook, options);
  }

  @Override
  public Monoid<V> monoid() {
    return inner.monoid();
  }

  @Override
  public CompletionStage<Optional<Stored<V>>> get(Key key, Consistency consistency) {
    return inner.get(key, consistency);
  }

  @Override
  public CompletionStage<List<Optional<Stored<V>>>> getMany(
      List<Key> keys, Consistency consistency) {
    return inner.getMany(keys, consistency);
  }

  @Override
  public CompletionStage<MergeResult<V>> merge(Merge<V> merge) {
    return inner
        .merge(merge)
        .thenCompose(
            result ->
                inAggregate(merge, result)
                    ? callHook(merge, result)
                    : CompletableFuture.completedStage(result));
  }

  @Override
  public CompletionStage<?> reach() {
    return inner.reach();
  }

  @Override
  public void close() {
    inner.close();
  }

  /** Whether all of the delta is in the aggregate, by this merge or an earlier one. */
  private static <V> boolean inAggregate(Merge<V> merge, MergeResult<V> result) {
    return !(result instanceof MergeResult.ClaimsLost<V> lost)
        || (merge.guard() instanceof Guard.Claims claims
            && lost.eventIds().containsAll(claims.eventIds()));
  }

  private CompletionStage<MergeResult<V>> callHook(Merge<V> merge, MergeResult<V> result) {
    CompletionStage<?> called;
    try {
      called = Objects.requireNonNull(hook.afterMerge(merge, result), "the hook returned no stage");
    } catch (RuntimeException e) {
      called = CompletableFuture.failedStage(e);
    }
    return called.handle(
        (done, error) -> {
          if (error != null) {
            failed(merge.key(), result, error);
          }
          return result;
        });
  }

  private void failed(Key key, MergeResult<V> result, Throwable error) {
    boolean wrapped = error instanceof CompletionException && error.getCause() != null;
    HookFailedException failure =
        new HookFailedException(key, result, wrapped ? error.getCause() : error);
    if (options.propagateErrors()) {
      throw failure;
    }
    options.logger().warn(failure.getMessage(), failure.getCause());
  }
}
