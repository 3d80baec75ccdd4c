/**
 * The end of every pipeline: {@link io.murmur.flink.sink.MergeSink} brings the deltas of keys into
 * a store, each exactly once.
 *
 * <p>Deltas → writer (folds them by key until the next checkpoint, {@code EpochBuffer}; what does
 * not fit becomes sorted files, {@code RunFile}) → committables ({@code MergeCommittable}: chunks
 * of deltas, or names of files) → committer (reads them back, folds what files hold of one key,
 * {@code RunMerger}; merges with many requests in flight, {@code MergeEngine}). What was begun is
 * noted in the {@link io.murmur.flink.sink.CommitLog}, which {@code StartCheck} asks at the next
 * start; what can never be merged goes to {@link io.murmur.flink.sink.MergeDeadLetters}.
 */
package io.murmur.flink.sink;
