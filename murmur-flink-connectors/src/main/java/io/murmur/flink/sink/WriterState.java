package io.murmur.flink.sink;

/**
 * What a writer's checkpoint remembers. Every subtask keeps several copies, so that after any
 * rescale every subtask gets one.
 *
 * @param generation of the submission that took the checkpoint
 * @param lineage see {@link io.murmur.control.CommittedEpoch}
 */
record WriterState(long generation, long lineage) {}
