/**
 * What Murmur's job costs beside the least that any job costs: see {@link
 * io.murmur.flink.benchmark.JobBenchmark} and {@link io.murmur.flink.benchmark.MemoryBenchmark},
 * which {@code mvn -Pbenchmark} runs. No tests.
 */
package io.murmur.flink.benchmark;
