/**
 * Where aggregates live: the contracts of stores, caches and dedup tables, and the guards that make
 * a merge exact.
 *
 * <p>A {@link io.murmur.state.Merge} (key, delta, guard, expiry) goes to a {@link
 * io.murmur.state.Store}, which applies it at most once under its {@link io.murmur.state.Guard} and
 * answers with a {@link io.murmur.state.MergeResult}. The store is the truth; a {@link
 * io.murmur.state.Cache} only ever holds values that a store returned.
 *
 * <p>{@link io.murmur.state.InstrumentedStore} and {@link io.murmur.state.InstrumentedCache} report
 * latencies and errors of what they wrap; {@link io.murmur.state.OnMergeStore} tells a {@link
 * io.murmur.state.MergeHook} of every merge.
 */
package io.murmur.state;
