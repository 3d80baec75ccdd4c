package io.murmur.state;

import io.murmur.metrics.Recorder;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Takes the latency of each operation, and its error if it has one. */
final class OperationTimer {

  private final Recorder recorder;
  private final LongSupplier nanoClock;

  OperationTimer(Recorder recorder, LongSupplier nanoClock) {
    this.recorder = recorder;
    this.nanoClock = nanoClock;
  }

  /** Runs an operation; its outcome is passed on as it is. */
  <R> CompletionStage<R> time(String operation, Supplier<CompletionStage<R>> call) {
    long start = nanoClock.getAsLong();
    CompletionStage<R> stage;
    try {
      stage = call.get();
    } catch (RuntimeException e) {
      finished(operation, start);
      recorder.recordError(operation, e);
      throw e;
    }
    return stage.whenComplete(
        (result, error) -> {
          finished(operation, start);
          if (error != null) {
            failed(operation, error);
          }
        });
  }

  /** Counts an error of an operation that was timed. */
  void failed(String operation, Throwable error) {
    boolean wrapped = error instanceof CompletionException && error.getCause() != null;
    recorder.recordError(operation, wrapped ? error.getCause() : error);
  }

  private void finished(String operation, long start) {
    recorder.recordLatency(operation, Duration.ofNanos(nanoClock.getAsLong() - start));
  }
}
