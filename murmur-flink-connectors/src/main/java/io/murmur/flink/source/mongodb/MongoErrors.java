package io.murmur.flink.source.mongodb;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoTimeoutException;
import io.murmur.flink.source.scan.ScanException;
import java.io.IOException;
import java.util.Set;

/** What errors of MongoDB mean for a scan. */
final class MongoErrors {

  /** The server has not kept what is asked for so long. */
  static final int SNAPSHOT_TOO_OLD = 239;

  static final int UNAUTHORIZED = 13;

  private static final int AUTHENTICATION_FAILED = 18;

  /** BadValue, FailedToParse, TypeMismatch, InvalidOptions and others of what is asked. */
  private static final Set<Integer> ASKED_WRONGLY = Set.of(2, 9, 14, 72, 73, 168, 17287, 31249);

  private static final int BAD_HINT = 27;

  private MongoErrors() {}

  /**
   * The error that a scan throws instead.
   *
   * @param done what was to be done with the collection
   * @throws ScanException if it will not go away
   */
  static IOException translate(MongoSettings settings, String done, MongoException error) {
    String what = "%s cannot be %s: ".formatted(settings.what(), done);
    if (error instanceof MongoSecurityException || refused(error)) {
      throw new ScanException(
          what
              + "the server refuses the login; correct user, password and authSource of the"
              + " connection string ("
              + told(error)
              + ")",
          error);
    }
    if (error.getCode() == UNAUTHORIZED) {
      throw new ScanException(
          what + "the user lacks a permission; grant it (" + told(error) + ")", error);
    }
    if (ASKED_WRONGLY.contains(error.getCode())) {
      throw new ScanException(
          what
              + "the server does not understand it; correct filter and projection ("
              + told(error)
              + ")",
          error);
    }
    if (error.getCode() == BAD_HINT) {
      throw new ScanException(
          what + "it has no index on _id, in whose order it is read (" + told(error) + ")", error);
    }
    return new IOException(what + told(error), error);
  }

  /** Whether the server does not know what is meant; some give such errors no number. */
  static boolean isAskedWrongly(MongoException error) {
    return error.getCode() < 0 || ASKED_WRONGLY.contains(error.getCode());
  }

  /** What the driver found out while it looked for a server, it tells in words alone. */
  private static boolean refused(MongoException error) {
    return error.getCode() == AUTHENTICATION_FAILED
        || (error instanceof MongoTimeoutException
            && String.valueOf(error.getMessage()).contains("MongoSecurityException"));
  }

  /** What the server or else the driver says, on one line; the driver hides passwords. */
  private static String told(MongoException error) {
    String text =
        error instanceof MongoCommandException command && !command.getErrorMessage().isEmpty()
            ? "%s, code %d".formatted(command.getErrorMessage(), command.getErrorCode())
            : String.valueOf(error.getMessage());
    return text.replaceAll("\\s*\\R\\s*", "; ");
  }
}
