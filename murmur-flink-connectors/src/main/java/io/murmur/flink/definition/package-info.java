/**
 * Runs definitions: what {@link io.murmur.definition.DefinitionReader} gives becomes jobs of this
 * module, and can be tried on the first records, or priced, before.
 *
 * <p>Data's way: {@link io.murmur.flink.definition.DefinitionFiles} reads a file with all kinds of
 * sources that there are, each a {@link io.murmur.flink.definition.FlinkSourceSettings}; {@link
 * io.murmur.flink.definition.DefinedBootstrap} makes a bootstrap of it. {@link
 * io.murmur.flink.definition.Validation} and {@link io.murmur.flink.definition.Plan} say what it
 * would do, from a {@link io.murmur.flink.definition.Sample} of its source, and touch no table.
 */
package io.murmur.flink.definition;
