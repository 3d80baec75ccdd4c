/**
 * Reads: from an entity and a question about time to one combined value.
 *
 * <p>A {@link io.murmur.query.Query} turns the question into buckets ({@link
 * io.murmur.window.Windowing}) and these into keys, asks the cache for all keys at once, the store
 * for those that the cache could not answer, gives what the store returned to the cache, and folds
 * the buckets of each entity with the store's monoid. Missing buckets fold as the identity, and the
 * {@link io.murmur.query.Answer} tells how many were there. Which {@link io.murmur.query.Table} is
 * read is decided once for each answer, so an alias may move to another table at any time.
 */
package io.murmur.query;
