package io.murmur.testing;

import io.murmur.state.Consistency;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.MergeResult;
import io.murmur.state.Store;
import io.murmur.state.Stored;
import io.murmur.state.TransientStoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;

/** Asks an asynchronous store as a test wants to: waits for answers and throws bare errors. */
public final class StoreProbe {

  private static final long PATIENCE_SECONDS = 120;

  private StoreProbe() {}

  /** Waits for a stage; a failed one throws the store's own exception. */
  public static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw bare(e);
    } catch (TimeoutException e) {
      throw new AssertionError("no answer within " + PATIENCE_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for an answer", e);
    }
  }

  /** The value of a key as last written; the identity if there is none. */
  public static <V> V current(Store<V> store, Key key) {
    return read(store, key).map(Stored::value).orElseGet(store.monoid()::identity);
  }

  /** The item of a key as last written. */
  public static <V> Optional<Stored<V>> read(Store<V> store, Key key) {
    return await(store.get(key, Consistency.STRONG));
  }

  /** Merges and waits for the result. */
  public static <V> MergeResult<V> merge(Store<V> store, Merge<V> merge) {
    return await(store.merge(merge));
  }

  /** Sends a merge again until the answer is not a passing error. For guarded merges. */
  public static <V> MergeResult<V> mergeUntilAnswered(Store<V> store, Merge<V> merge) {
    for (int attempt = 1; ; attempt++) {
      try {
        return merge(store, merge);
      } catch (TransientStoreException e) {
        if (attempt == 100) {
          throw new AssertionError("still no answer after 100 attempts", e);
        }
      }
    }
  }

  /** Runs tasks in as many threads, released at the same moment; answers in the tasks' order. */
  public static <T> List<T> atOnce(int tasks, IntFunction<T> task) {
    ExecutorService threads = Executors.newFixedThreadPool(tasks);
    try {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<T>> running = new ArrayList<>();
      for (int i = 0; i < tasks; i++) {
        int number = i;
        running.add(
            threads.submit(
                () -> {
                  start.await();
                  return task.apply(number);
                }));
      }
      start.countDown();
      List<T> answers = new ArrayList<>();
      for (Future<T> future : running) {
        answers.add(future.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
      }
      return answers;
    } catch (ExecutionException e) {
      throw bare(e);
    } catch (TimeoutException e) {
      throw new AssertionError("not done within " + PATIENCE_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for the tasks", e);
    } finally {
      threads.shutdownNow();
    }
  }

  private static RuntimeException bare(ExecutionException e) {
    Throwable cause = e.getCause();
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
  }
}
