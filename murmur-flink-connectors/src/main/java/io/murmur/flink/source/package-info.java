/**
 * Bounded sources. Each emits {@link io.murmur.flink.source.SourceRecord}s: the raw bytes of one
 * record with its place, so that decoding, and what fails in it, is the business of the next step.
 */
package io.murmur.flink.source;
