/**
 * Reads a range of a Kafka topic, each record once: {@link
 * io.murmur.flink.source.kafka.KafkaRange}.
 *
 * <p>What is read is decided once, before the first record: {@code RangePlanner} asks the broker
 * and makes of what was said, earliest or a time, the offsets from which and up to which each
 * partition is read. They are written into the handoff token of the run ({@code RangePlan}), so a
 * restart and a later start of the same run read the same range, and the live feed goes on where it
 * ends. The records are read by Flink's own source of Kafka, in {@code KafkaRangeSource}; ours are
 * the ids ({@code RecordMaker}), the enumerator, which knows all partitions and offsets without the
 * broker, and the errors.
 *
 * <p>Invariant: nothing between the two offsets of a partition is skipped, except what a
 * transaction aborted or compaction removed. Where retention took some of it, the read fails.
 */
package io.murmur.flink.source.kafka;
