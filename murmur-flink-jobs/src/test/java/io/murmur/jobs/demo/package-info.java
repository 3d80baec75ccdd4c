/**
 * What {@code mvn -Pdemo} runs: the whole job on one machine, with DynamoDB Local and a cache in
 * process. It lies among the tests so that none of these servers gets into the job's jar.
 *
 * <p>{@link io.murmur.jobs.demo.Demo} runs a definition: the user's own, or that of the README over
 * a log that {@link io.murmur.jobs.demo.PageViewLog} writes, whose totals it knows.
 */
package io.murmur.jobs.demo;
