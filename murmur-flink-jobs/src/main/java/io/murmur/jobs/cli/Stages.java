package io.murmur.jobs.cli;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Waits for what works in the background. */
final class Stages {

  private Stages() {}

  /** The result of a stage, or the exception that it failed with. */
  static <T> T join(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }
}
