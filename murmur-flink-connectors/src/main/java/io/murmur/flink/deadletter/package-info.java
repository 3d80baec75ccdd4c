/**
 * Dead letters that last: files of JSON lines, local or of any file system that Flink knows, in a
 * folder of their run.
 *
 * <p>{@link io.murmur.flink.deadletter.DeadLetterFiles} names the place. A run's {@link
 * io.murmur.flink.deadletter.LetterFolder} takes records that do not count, written by Flink's file
 * sink with its checkpoints, and merges that can never succeed, each in a file of its own that a
 * repeated commit writes again. {@link io.murmur.flink.deadletter.LetterFolders} remembers in the
 * control table which folders count, and {@link io.murmur.flink.deadletter.LetterFiles} reads them.
 */
package io.murmur.flink.deadletter;
