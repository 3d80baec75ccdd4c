/**
 * How Flink writes Murmur's values, so that no job needs Kryo: type information and serializers
 * that are told the monoid, since the Java types alone do not say it.
 *
 * <p>{@link io.murmur.flink.types.MonoidSerializer} writes a value: counts and sums natively, all
 * others through the codec of their monoid. The serializers of what travels between the operators
 * are made of it and live beside the types they write. Every serializer has a versioned snapshot,
 * and bytes of every version that was ever written stay in the tests.
 */
package io.murmur.flink.types;
