package io.murmur.flink.source.jdbc;

import java.util.Objects;

/**
 * A user and its password; empty for what the database does not ask for, or its URL says.
 *
 * @param user the user's name
 * @param password is in no text that is made of this
 */
public record JdbcLogin(String user, String password) {

  /** A login that says nothing. */
  static final JdbcLogin NONE = new JdbcLogin("", "");

  /** Rejects nulls. */
  public JdbcLogin {
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(password, "password");
  }

  /** Names the user at most. */
  @Override
  public String toString() {
    return user.isEmpty() ? "no user" : "user '" + user + "'";
  }
}
