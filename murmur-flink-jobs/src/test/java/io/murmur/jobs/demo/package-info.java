/**
 * What {@code mvn -Pdemo} and {@code mvn -Pdemo-replay} run: whole jobs on one machine, with
 * DynamoDB Local and a cache in process. It lies among the tests so that none of these servers gets
 * into the jobs' jars.
 *
 * <p>{@link io.murmur.jobs.demo.Demo} runs a definition: the user's own, or that of the README over
 * a log that {@link io.murmur.jobs.demo.PageViewLog} writes, whose totals it knows; {@link
 * io.murmur.jobs.demo.ReplayDemo} mends a table by replaying an archive.
 */
package io.murmur.jobs.demo;
