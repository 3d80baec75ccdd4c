package io.murmur.flink.sink;

import io.murmur.state.Store;

/**
 * Opens the store that a sink merges into, once for each of its subtasks.
 *
 * @param <V> the stored value
 */
@FunctionalInterface
public interface StoreFactory<V> extends Opener<Store<V>> {}
