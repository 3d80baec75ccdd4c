package io.murmur.testing;

import java.util.Objects;

/**
 * A request as a {@link FaultProxy} sees it.
 *
 * @param operation DynamoDB: the name of the operation, such as {@code UpdateItem}; Valkey: the
 *     command in upper case, such as {@code FCALL}
 * @param body DynamoDB: the JSON; Valkey: command and arguments, separated by blanks
 */
public record ProxiedRequest(String operation, String body) {

  /** Checks that nothing is missing. */
  public ProxiedRequest {
    Objects.requireNonNull(operation, "operation");
    Objects.requireNonNull(body, "body");
  }
}
