package io.murmur.processor;

import io.murmur.state.Guard;
import io.murmur.state.HookFailedException;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.MergeResult;
import io.murmur.state.Store;
import io.murmur.window.Windowing;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends one merge, with retries, and brings the cache up to it. */
final class KeyWriter<V> {

  private final Store<V> store;
  private final Windowing windowing;
  private final Retrier retrier;
  private final Optional<CacheWriter<V>> cache;

  KeyWriter(Store<V> store, Windowing windowing, Retrier retrier, Optional<CacheWriter<V>> cache) {
    this.store = store;
    this.windowing = windowing;
    this.retrier = retrier;
    this.cache = cache;
  }

  /**
   * The answer to a merge.
   *
   * @param hookFailure the error of a hook that followed it; the merge stands nevertheless
   */
  record Written<V>(MergeResult<V> result, Optional<HookFailedException> hookFailure) {}

  /** Writes; fails with the last error when the attempts are used up. */
  CompletionStage<Written<V>> write(
      Key key, V delta, Guard guard, AtomicInteger attempts, Cancellation cancellation) {
    return Async.call(
            () -> {
              var merge =
                  new Merge<>(key, delta, guard, windowing.expiresAtEpochSecond(key.bucket()));
              return retrier.run(attempts, cancellation, () -> store.merge(merge));
            })
        .handle(this::written)
        .thenCompose(written -> follow(key, guard, written));
  }

  private Written<V> written(MergeResult<V> result, Throwable error) {
    if (error == null) {
      return new Written<>(result, Optional.empty());
    }
    Throwable cause = Async.unwrap(error);
    if (cause instanceof HookFailedException hook) {
      // The exception cannot be generic; its result is the answer of this writer's own store.
      @SuppressWarnings("unchecked")
      MergeResult<V> applied = (MergeResult<V>) hook.result();
      return new Written<>(applied, Optional.of(hook));
    }
    throw new CompletionException(cause);
  }

  private CompletionStage<Written<V>> follow(Key key, Guard guard, Written<V> written) {
    boolean partlyLost =
        written.result() instanceof MergeResult.ClaimsLost<V> lost
            && guard instanceof Guard.Claims claims
            && !lost.eventIds().containsAll(claims.eventIds());
    if (cache.isEmpty() || partlyLost) {
      return CompletableFuture.completedStage(written);
    }
    return cache.get().follow(key, written.result()).thenApply(done -> written);
  }
}
