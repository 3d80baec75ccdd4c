/**
 * From records to what they add: a record is decoded and run through the pipeline's filter, id,
 * time, keys and lift.
 *
 * <p>What an event adds goes on as one {@link io.murmur.flink.extract.LiftedEvent}, whatever the
 * number of its keys. What fails goes to a side output as a {@link
 * io.murmur.flink.extract.DeadLetter}, and the job goes on, unless it is told to stop at the first.
 */
package io.murmur.flink.extract;
