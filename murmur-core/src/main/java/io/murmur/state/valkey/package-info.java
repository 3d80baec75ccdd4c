/**
 * Valkey: as a cache that is never the truth, as a store for those who use nothing else, and as a
 * table of event ids.
 *
 * <p>All three send their calls through a {@link io.murmur.state.valkey.ValkeyClient}, which keeps
 * every call within its timeout and fails at once while the server is away. What has to be atomic
 * is one Lua script: the cache's put that keeps the newer version, the store's merge with its fence
 * or claims, the claim of an event id. Names of keys are made in one place, so that no two things
 * collide and that in a cluster what a script touches lies in one slot.
 */
package io.murmur.state.valkey;
