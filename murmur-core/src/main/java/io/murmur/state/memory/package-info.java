/**
 * Stores, caches and dedup tables in the memory of one process: for tests, for trying a pipeline
 * out, and as the executable definition of what the contracts of {@link io.murmur.state} mean.
 *
 * <p>Every other store must give the same results; {@code StoreContract} in the test kit holds all
 * of them to it. Nothing here survives the process.
 */
package io.murmur.state.memory;
