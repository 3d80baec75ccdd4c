package io.murmur.pipeline;

import io.murmur.state.Key;

/**
 * What one event adds to one key.
 *
 * @param key entity and bucket
 * @param delta the lifted value
 * @param eventId the event's id
 * @param eventTimeMillis event time in milliseconds since the epoch; {@link Long#MIN_VALUE} if the
 *     pipeline has none
 * @param <V> the stored value
 */
public record Contribution<V>(Key key, V delta, String eventId, long eventTimeMillis) {}
