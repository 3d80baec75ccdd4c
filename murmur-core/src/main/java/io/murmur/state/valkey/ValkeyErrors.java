package io.murmur.state.valkey;

import io.murmur.state.PermanentStoreException;
import io.murmur.state.StoreException;
import io.murmur.state.TransientStoreException;
import io.valkey.exceptions.JedisClusterOperationException;
import io.valkey.exceptions.JedisConnectionException;
import io.valkey.exceptions.JedisDataException;
import io.valkey.exceptions.JedisException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

/** Tells the errors of a server and its client apart, in one place. */
final class ValkeyErrors {

  /**
   * First words of replies that say "not now, not here": the server starts, fails over or is stuck.
   */
  private static final List<String> AWAY =
      List.of("LOADING", "MASTERDOWN", "READONLY", "CLUSTERDOWN", "BUSY");

  /** First words of other replies that may go away. */
  private static final List<String> PASSING =
      List.of("OOM", "MISCONF", "NOREPLICAS", "TRYAGAIN", "MOVED", "ASK", "UNKILLABLE");

  private ValkeyErrors() {}

  /** The error itself, without what futures wrap around it. */
  static Throwable cause(Throwable error) {
    Throwable cause = error;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** Whether the server could not be reached or cannot serve anyone now. */
  static boolean away(Throwable error) {
    return error instanceof JedisConnectionException
        || error instanceof JedisClusterOperationException
        || error instanceof TimeoutException
        || startsWith(error, AWAY);
  }

  /** Whether the same call may succeed later. */
  static boolean passing(Throwable error) {
    return away(error)
        || error instanceof Refused
        || startsWith(error, PASSING)
        || (error instanceof JedisException && !(error instanceof JedisDataException));
  }

  /** The store's error for one of the client's; {@code what} was tried, and where. */
  static StoreException translate(String what, Throwable error) {
    Throwable cause = cause(error);
    if (cause instanceof StoreException known) {
      return known;
    }
    if (passing(cause)) {
      boolean throttled = cause instanceof Refused refused && refused.overload();
      return new TransientStoreException(
          what + " failed: " + describe(cause) + "; it may be tried again", throttled, cause);
    }
    return new PermanentStoreException(what + " failed for good: " + describe(cause), cause);
  }

  static String describe(Throwable error) {
    return error instanceof TimeoutException
        ? "no answer within the timeout"
        : String.valueOf(error.getMessage());
  }

  private static boolean startsWith(Throwable error, List<String> words) {
    if (!(error instanceof JedisDataException) || error.getMessage() == null) {
      return false;
    }
    return words.stream().anyMatch(error.getMessage()::startsWith);
  }

  /** A call that was not made at all, because the server is away or too many wait for it. */
  static final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean overload;

    Refused(String message, boolean overload, Throwable cause) {
      // No stack trace: one for each call of an outage would cost more than the calls.
      super(message, cause, false, false);
      this.overload = overload;
    }

    boolean overload() {
      return overload;
    }
  }
}
