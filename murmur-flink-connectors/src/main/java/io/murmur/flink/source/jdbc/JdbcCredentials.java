package io.murmur.flink.source.jdbc;

import io.murmur.flink.source.scan.ScanException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Gives the login for a database, in each process that connects and each time it does, so that a
 * password may change while a job runs. It travels inside the job graph: what it gives should not.
 */
@FunctionalInterface
public interface JdbcCredentials extends Serializable {

  /**
   * The login to connect with.
   *
   * @throws ScanException if there is none, with what to do
   */
  JdbcLogin login() throws IOException;

  /** No login: the database asks for none, or the URL or the driver know it. */
  static JdbcCredentials none() {
    return new Fixed(JdbcLogin.NONE.user(), JdbcLogin.NONE.password());
  }

  /** From two environment variables, of each process that connects. */
  static JdbcCredentials environment(String userVariable, String passwordVariable) {
    return new FromEnvironment(userVariable, passwordVariable);
  }

  /** A user, and a file that holds nothing but its password, of each process that connects. */
  static JdbcCredentials passwordFile(String user, String path) {
    return new FromFile(user, path);
  }

  /**
   * A user and a password as they are. They travel inside the job graph, in which whoever may read
   * the cluster's files can find them; they are in no text.
   */
  static JdbcCredentials of(String user, String password) {
    return new Fixed(user, password);
  }

  /** Known when the job is made. */
  record Fixed(String user, String password) implements JdbcCredentials {
    @Override
    public JdbcLogin login() {
      return new JdbcLogin(user, password);
    }

    @Override
    public String toString() {
      return login().toString();
    }
  }

  /** Names of variables. */
  record FromEnvironment(String userVariable, String passwordVariable) implements JdbcCredentials {
    @Override
    public JdbcLogin login() {
      return new JdbcLogin(value(userVariable), value(passwordVariable));
    }

    private static String value(String variable) {
      String value = System.getenv(variable);
      if (value == null) {
        throw new ScanException(
            "the environment variable %s, which holds a part of the login for the database, is not set in this process: set it for the client, the job manager and the task managers"
                .formatted(variable));
      }
      return value;
    }
  }

  /** The name of a file. */
  record FromFile(String user, String path) implements JdbcCredentials {
    @Override
    public JdbcLogin login() {
      try {
        return new JdbcLogin(user, Files.readString(Path.of(path)).strip());
      } catch (IOException e) {
        throw new ScanException(
            "the file %s, which holds the password of user '%s' of the database, cannot be read in this process (%s): mount it for the client, the job manager and the task managers"
                .formatted(path, user, e.getClass().getSimpleName()),
            e);
      }
    }
  }
}
