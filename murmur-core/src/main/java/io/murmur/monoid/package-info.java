/**
 * The algebra of aggregates: what a stored value is and how two of them become one.
 *
 * <p>A {@link io.murmur.monoid.Monoid} says how values combine, which laws it keeps, how it is
 * shaped for a store ({@link io.murmur.monoid.Structure}) and how it turns into bytes ({@link
 * io.murmur.monoid.Codec}). {@link io.murmur.monoid.Monoids} has the built-in ones. Nothing in this
 * package knows of events, keys or stores.
 */
package io.murmur.monoid;
