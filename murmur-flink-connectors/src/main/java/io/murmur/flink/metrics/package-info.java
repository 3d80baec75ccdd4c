/**
 * What a run counts, exactly once: how many events were read, filtered, contributed, met again or
 * set aside.
 *
 * <p>Counters of a task start again from zero when the task does, and the state of a task that is
 * done leaves the checkpoints with it. So each operator only counts since its latest checkpoint
 * barrier ({@link io.murmur.flink.metrics.Meter}), sends the {@link
 * io.murmur.flink.metrics.RunCounts} ahead of the next barrier as data, and one task adds them up
 * in its state ({@link io.murmur.flink.metrics.Tally}). Flink's metrics show the same numbers while
 * the job runs.
 */
package io.murmur.flink.metrics;
