/**
 * Replay: history through a pipeline once more, into a shadow table or into the live one.
 *
 * <p>It is a {@link io.murmur.flink.bootstrap.Bootstrap} of the events of a range of times: the
 * same runs, resumption, dead letters and report. {@link io.murmur.flink.replay.ReplayTable} says
 * which table it fills and keeps where the live writer of a shadow takes over, {@link
 * io.murmur.flink.replay.DefinedReplay} makes one of a definition. What comes after it, comparing
 * and promoting, is {@link io.murmur.swap}'s.
 */
package io.murmur.flink.replay;
