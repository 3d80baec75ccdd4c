/**
 * What a run counts and times: one small interface with the names that every part of Murmur uses,
 * and adapters to metric systems.
 *
 * <p>Data's way: a processor, a store decorator or a job takes its names from {@link
 * io.murmur.metrics.MetricNames} once, then calls a {@link io.murmur.metrics.Recorder}: {@link
 * io.murmur.metrics.MicrometerRecorder} passes it on to a registry, {@link
 * io.murmur.metrics.InMemoryRecorder} keeps it for tests and summaries, {@link
 * io.murmur.metrics.Recorder#noop()} drops it.
 */
package io.murmur.metrics;
