/**
 * Leaves out events whose id was seen before, where a source delivers the same event twice within a
 * run: producers that retry, duplicates of Firehose.
 *
 * <p>{@link io.murmur.flink.dedup.Dedup} remembers ids in the job's state, for a time; that costs
 * no write to any table. Duplicates across runs and jobs are the business of claims, which the sink
 * makes together with the merge.
 */
package io.murmur.flink.dedup;
