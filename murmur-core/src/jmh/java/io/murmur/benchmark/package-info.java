/**
 * JMH benchmarks of the hot path: what combining costs in time and allocation. Run by the profile
 * {@code benchmark}; {@link io.murmur.benchmark.HashMapMergeBenchmark} is the yardstick of all
 * figures in the documentation.
 */
package io.murmur.benchmark;
