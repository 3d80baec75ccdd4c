package io.murmur.definition;

import io.murmur.definition.yaml.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A cache in Valkey that follows a table.
 *
 * @param uri {@code valkey://host[:port][/database]}, or {@code valkeys} for TLS; without user and
 *     password
 * @param user whom the server knows
 * @param password what proves it
 * @param namespace which table's values these are
 * @param maxAge how long an entry is kept after it was put; empty for the cache's default
 * @param timeout how long a call may take; empty for the cache's default
 */
public record CacheSettings(
    URI uri,
    Optional<String> user,
    Optional<Secret> password,
    String namespace,
    Optional<Duration> maxAge,
    Optional<Duration> timeout) {

  /** Rejects nulls. */
  public CacheSettings {
    Objects.requireNonNull(uri, "uri");
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(password, "password");
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(maxAge, "maxAge");
    Objects.requireNonNull(timeout, "timeout");
  }

  /** The same for another table, where the namespace is the table's name. */
  public CacheSettings following(String table, String other) {
    return namespace.equals(table)
        ? new CacheSettings(uri, user, password, other, maxAge, timeout)
        : this;
  }
}
