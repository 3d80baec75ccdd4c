/**
 * The one definition of what is aggregated: {@link io.murmur.pipeline.Pipeline}, an immutable value
 * that bootstrap, replay and live jobs run alike.
 *
 * <p>Data's way: event → filter → id, time, keys, lift → {@link io.murmur.pipeline.Contribution}s,
 * one for each key. {@link io.murmur.pipeline.InMemoryRunner} does just that over an iterable and
 * is what every other runner is measured against.
 */
package io.murmur.pipeline;
