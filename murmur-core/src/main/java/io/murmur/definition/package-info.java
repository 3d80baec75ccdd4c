/**
 * Definitions in YAML: pipelines that nobody has to compile.
 *
 * <p>Data's way: a file's text → {@link io.murmur.definition.DefinitionReader}, which knows all
 * words and which kinds of sources there are → {@link io.murmur.definition.Definitions}, the typed
 * settings of the job and of each pipeline, with the pipelines themselves; or a {@link
 * io.murmur.definition.DefinitionException} with everything that is wrong with the file. All
 * expressions are compiled and type-checked on the way.
 *
 * <p>Each section's words lie in a class of their own, beside the record that they become. What
 * reads records lies elsewhere: a source contributes its words as {@link
 * io.murmur.definition.SourceWords}. Nothing here connects to anything.
 */
package io.murmur.definition;
