/**
 * Dead letters of a run: what they are, and sending them again after a fix, each once.
 *
 * <p>{@link io.murmur.flink.redrive.DeadLetterList} reads and counts them. {@link
 * io.murmur.flink.redrive.Redrive} sends those that were not sent yet through their pipeline into
 * their table, as a bounded run of its own: {@code RedriveLog} remembers in the control table which
 * files each redrive takes, before it begins, so no letter is ever taken by two.
 */
package io.murmur.flink.redrive;
