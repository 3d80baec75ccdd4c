/**
 * Folding of deltas before they are written. {@link io.murmur.flink.coalesce.KeyedDelta} is what
 * travels.
 *
 * <p>{@link io.murmur.flink.coalesce.LocalCombine} folds within each task ahead of the shuffle and
 * lets go before every checkpoint barrier; the sink folds by key until the same barrier. So a key
 * costs one write for each checkpoint without any keyed state between the two. {@link
 * io.murmur.flink.coalesce.KeyedFold} is for those who want fewer writes than that, with a tick
 * that is longer than the checkpoint interval, and for batch, where each key goes on once. It is no
 * Flink window: a global window with a trigger halves the speed of the job, and its last firing
 * relies on a watermark that may come before the last element.
 *
 * <p>{@link io.murmur.flink.coalesce.Uncombined} passes events on one by one, where they must keep
 * their order or their ids.
 */
package io.murmur.flink.coalesce;
