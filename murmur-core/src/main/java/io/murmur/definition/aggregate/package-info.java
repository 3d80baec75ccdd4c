/**
 * The part of a definition that says what is taken from events, and what they add.
 *
 * <p>Data's way: a value of the file → {@link io.murmur.definition.aggregate.ExpressionShapes} or
 * {@link io.murmur.definition.aggregate.AggregateWords} → {@link
 * io.murmur.definition.aggregate.Part}, which is compiled and type-checked, and becomes the real
 * thing when all fields of the file are known.
 */
package io.murmur.definition.aggregate;
