/**
 * What has to be known between runs of a job: which generation is the latest, which runs there were
 * and how far they got, which epochs are in a table, and what a table's values mean.
 *
 * <p>Everything is a small versioned {@link io.murmur.control.Documents document} of one control
 * table. {@link io.murmur.control.RunLedger} keeps the runs and decides, with {@link
 * io.murmur.control.StartDecision}, what a start does: begin, resume, nothing, or refuse. {@link
 * io.murmur.control.EpochLog} remembers what was committed, {@link io.murmur.control.Generations}
 * gives every submission its number, {@link io.murmur.control.Fingerprints} keeps two pipelines
 * that mean different things out of one table. {@link io.murmur.control.DeadLetterLimit} says when
 * a run has too many dead letters to go on.
 */
package io.murmur.control;
