package io.murmur.flink.source.jdbc;

import io.murmur.flink.source.scan.ScanException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Set;

/** What errors of databases mean for a scan. */
final class JdbcErrors {

  /** Access is denied to a user, a database, a table, a column or a statement; of MySQL. */
  private static final Set<Integer> DENIED = Set.of(1044, 1045, 1142, 1143, 1227, 1698);

  /** Another session holds a lock for too long; of Postgres. */
  private static final String LOCKED = "55P03";

  /** The same of MySQL. */
  private static final int LOCK_WAIT = 1205;

  private JdbcErrors() {}

  /**
   * The error that a scan throws instead.
   *
   * @throws ScanException if it will not go away
   */
  static IOException translate(JdbcSettings settings, String done, SQLException error) {
    String what = "%s cannot be %s: ".formatted(settings.what(), done);
    String state = String.valueOf(error.getSQLState());
    if (state.startsWith("28") || error.getErrorCode() == 1045 || error.getErrorCode() == 1698) {
      throw new ScanException(
          what + "the database refuses the login; correct user and password (" + told(error) + ")",
          error);
    }
    if (state.equals("42501") || DENIED.contains(error.getErrorCode())) {
      throw new ScanException(
          what + "the user lacks a permission; grant it (" + told(error) + ")", error);
    }
    if (state.equals("42P01") || state.equals("42S02")) {
      throw new ScanException(
          what + "it does not exist; correct its name or its schema (" + told(error) + ")", error);
    }
    if (state.equals("42703") || state.equals("42S22") || state.equals("0A000")) {
      throw new ScanException(
          what
              + "a column is not there, or not as it was when the scan began; correct what is"
              + " named, or start a new run ("
              + told(error)
              + ")",
          error);
    }
    if (state.equals(LOCKED) || error.getErrorCode() == LOCK_WAIT) {
      return new IOException(
          what
              + "another session has had it locked for 10 s, an ALTER TABLE or the like; let it"
              + " end, or end it ("
              + told(error)
              + ")",
          error);
    }
    // Syntax and access, data, the catalog: the same statement fails again.
    if (state.startsWith("42")
        || state.startsWith("22")
        || state.startsWith("3D")
        || state.startsWith("3F")) {
      throw new ScanException(what + told(error), error);
    }
    return new IOException(what + told(error), error);
  }

  /** What the driver says, on one line. */
  static String told(SQLException error) {
    return String.valueOf(error.getMessage()).replaceAll("\\s*\\R\\s*", "; ");
  }
}
