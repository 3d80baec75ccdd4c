package io.murmur.state.dynamodb;

import io.murmur.state.PermanentStoreException;
import io.murmur.state.StoreException;
import io.murmur.state.TransientStoreException;
import java.util.Set;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/**
 * What an error of DynamoDB or its client means: whether it may go away, whether it asks to slow
 * down, whether the request may have been applied all the same. The one place that decides this.
 *
 * <p>The SDK has retried by its own rules before anything gets here.
 */
public final class DynamoDbErrors {

  private static final String VALIDATION = "ValidationException";

  /** Errors with a status of the client's fault that go away all the same. */
  private static final Set<String> PASSING =
      Set.of(
          "TransactionConflictException",
          "TransactionInProgressException",
          "ReplicatedWriteConflictException",
          "RequestTimeout",
          "RequestTimeoutException",
          "PriorRequestNotComplete",
          "ExpiredTokenException",
          "LimitExceededException",
          "ResourceInUseException");

  /** Reasons of a cancelled transaction that ask to slow down. */
  private static final Set<String> THROTTLING_REASONS =
      Set.of("ThrottlingError", "ProvisionedThroughputExceeded", "RequestLimitExceeded");

  private DynamoDbErrors() {}

  /** The error itself, without the wrappings of futures. */
  public static Throwable unwrap(Throwable error) {
    Throwable bare = error;
    while (bare instanceof CompletionException && bare.getCause() != null) {
      bare = bare.getCause();
    }
    return bare;
  }

  /** Whether the same request may succeed later. */
  public static boolean isTransient(Throwable error) {
    Throwable bare = unwrap(error);
    if (bare instanceof AwsServiceException service) {
      return service.isThrottlingException()
          || service.isClockSkewException()
          || service.statusCode() >= 500
          || PASSING.contains(codeOf(service));
    }
    // A timeout, a connection that was refused or broke, or none that was free.
    return bare instanceof SdkClientException;
  }

  /** Whether the server asked to slow down. */
  public static boolean isThrottled(Throwable error) {
    return unwrap(error) instanceof AwsServiceException service
        && (service.isThrottlingException() || service.statusCode() == 429);
  }

  /**
   * The store's exception for an error.
   *
   * @param doing what was tried, with table and key, for example {@code merge into key a of table
   *     t}
   */
  public static StoreException translate(String doing, Throwable error) {
    Throwable bare = unwrap(error);
    if (bare instanceof StoreException known) {
      return known;
    }
    if (isTransient(bare)) {
      boolean throttled = isThrottled(bare);
      return new TransientStoreException(
          doing
              + (throttled ? " was throttled: " : " failed for now: ")
              + bare.getMessage()
              + (throttled
                  ? "; nothing was written, try again more slowly"
                  : "; whether it was applied is not known, try again under a guard"),
          throttled,
          bare);
    }
    if (bare instanceof ResourceNotFoundException) {
      return new PermanentStoreException(
          doing
              + " failed: the table does not exist; create it with"
              + " DynamoDbTables.createStateTable or createDedupTable, or correct its name or"
              + " region",
          bare);
    }
    return new PermanentStoreException(doing + " failed: " + bare.getMessage(), bare);
  }

  /** Whether the request itself was refused for what it says. */
  static boolean isValidation(Throwable error) {
    return unwrap(error) instanceof DynamoDbException service && VALIDATION.equals(codeOf(service));
  }

  /** Whether the server refused a request since the item would become too large. */
  static boolean saysTooLarge(String message) {
    return message.contains("maximum allowed size");
  }

  /** Whether the server refused a request since a number needs too many digits or is too large. */
  static boolean saysNumberUnfit(String message) {
    return message.contains("38 digits")
        || message.contains("significant digits")
        || message.contains("Number overflow")
        || message.contains("Number underflow");
  }

  /** Whether the server refused a request since the item holds something of another type. */
  static boolean saysWrongType(String message) {
    return message.contains("incorrect data type") || message.contains("Type mismatch");
  }

  /** Whether a transaction was cancelled to slow the caller down. */
  static boolean isThrottlingReason(String code) {
    return THROTTLING_REASONS.contains(code);
  }

  private static String codeOf(AwsServiceException error) {
    return error.awsErrorDetails() == null || error.awsErrorDetails().errorCode() == null
        ? ""
        : error.awsErrorDetails().errorCode();
  }
}
