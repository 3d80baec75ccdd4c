/**
 * Bootstrap: pipelines over one bounded source into their tables, every event once.
 *
 * <p>{@link io.murmur.flink.bootstrap.Bootstrap} says what one pipeline does, {@link
 * io.murmur.flink.bootstrap.Bootstraps} runs several over one read of the source. Both wire the
 * operators of this module into a job, start it as runs of the control table, and answer with a
 * {@link io.murmur.flink.bootstrap.BootstrapReport} for each.
 *
 * <p>The counts of a report, over all submissions and restarts of the run:
 *
 * <ul>
 *   <li>{@code read}: records that the source gave; each is one of those down to {@code
 *       deadLetters}
 *   <li>{@code filtered}: events that the filter refused, or that count for no entity
 *   <li>{@code outOfRange}: events whose time is not in the range that was asked for; {@code
 *       expired}: those whose bucket was past its retention when the run began, where these are
 *       skipped
 *   <li>{@code contributed}: events that change an aggregate. With claims also those that had been
 *       claimed before
 *   <li>{@code duplicates}: events whose id this run had seen before; needs {@link
 *       io.murmur.flink.bootstrap.Duplicates#rememberedByJob}
 *   <li>{@code deadLetters}: records that could not be counted
 *   <li>{@code merges}: deltas that are in the table, or in batch mode, where a key comes once,
 *       keys; {@code mergeDeadLetters} those that can never be
 *   <li>{@code alreadyApplied}: how many of the merges were in the table before they were committed
 *       for the last time: of a commit that was repeated, or of events that are claimed
 *   <li>{@code keys}: distinct keys, exactly, in batch mode. Streaming mode leaves it out: it would
 *       have to hold all keys of the run for this alone
 *   <li>{@code writeUnits}: about what the merges cost, by the size of their deltas; {@code
 *       retries} of requests, and how many of those because the table throttled: {@code throttles}.
 *       All three are of commits that succeeded; what a commit had spent that failed and is
 *       repeated is not in them
 * </ul>
 *
 * <p>{@link io.murmur.flink.bootstrap.Bootstrap#maxDeadLetters} holds {@code deadLetters} and
 * {@code mergeDeadLetters} together to a limit, as these counts are recorded.
 */
package io.murmur.flink.bootstrap;
