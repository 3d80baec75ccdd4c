/**
 * Reads YAML strictly, and says everything that is wrong with it at once.
 *
 * <p>Data's way: text → {@link io.murmur.definition.yaml.YamlFile} (syntax, limits) → {@link
 * io.murmur.definition.yaml.Value} (one value with its place; environment variables are filled in
 * here) → {@link io.murmur.definition.yaml.Section} (the words of a mapping, by a vocabulary of
 * {@link io.murmur.definition.yaml.Words}) → typed values by {@link
 * io.murmur.definition.yaml.Shape}s. Whatever does not fit becomes a {@link
 * io.murmur.definition.yaml.Problem}, and reading goes on.
 *
 * <p>A vocabulary is written once: the reader and the JSON Schema for editors come from the same
 * {@link io.murmur.definition.yaml.Words}. Nothing here knows what the words mean.
 */
package io.murmur.definition.yaml;
