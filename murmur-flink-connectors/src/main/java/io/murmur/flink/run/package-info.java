/**
 * Starting bounded runs: {@link io.murmur.flink.run.RunStart} asks the control table what a start
 * has to do, gives the submission its generation, and sets the job up to go on from the newest
 * checkpoint of an earlier one, or says why it must not. {@link io.murmur.flink.run.LedgerRunLog}
 * is how its tasks bring the run to its end, or stop it by a {@link
 * io.murmur.flink.run.DeadLetterCheck}.
 */
package io.murmur.flink.run;
