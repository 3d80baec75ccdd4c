/**
 * The command {@code murmur}: what people ask of definitions, tables and runs, and redrives, apart
 * from running the jobs themselves.
 *
 * <p>{@link io.murmur.jobs.cli.Murmur} is the main; each command is a class of its own that reads
 * its options, asks core or the connectors, and gives its answer to an {@code Output}, as text or
 * as JSON. {@link io.murmur.jobs.cli.ExitCode} says how commands end.
 */
package io.murmur.jobs.cli;
