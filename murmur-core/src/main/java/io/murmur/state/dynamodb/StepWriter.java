package io.murmur.state.dynamodb;

import io.murmur.state.Key;
import java.util.concurrent.CompletableFuture;

/** Sends steps to the server. */
interface StepWriter<V> {

  /** Makes a step, or tells why not; completes exceptionally with the client's own errors. */
  CompletableFuture<Outcome<V>> send(Key key, Step<V> step);
}
