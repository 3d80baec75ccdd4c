/**
 * What the tests of the jobs need besides the shared fixtures: a Flink cluster of real processes.
 */
package io.murmur.jobs.testing;
