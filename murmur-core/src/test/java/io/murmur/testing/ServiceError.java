package io.murmur.testing;

import java.util.Objects;

/**
 * An error as a server words it.
 *
 * @param status the HTTP status; Valkey has none
 * @param type DynamoDB: the whole {@code __type}; Valkey: the word that the error starts with
 * @param message what follows, for people
 */
public record ServiceError(int status, String type, String message) {

  private static final String DYNAMODB = "com.amazonaws.dynamodb.v20120810#";

  /** DynamoDB: something failed inside; the request may have been applied. */
  public static final ServiceError INTERNAL_SERVER_ERROR =
      new ServiceError(500, DYNAMODB + "InternalServerError", "The request could not be processed");

  /** DynamoDB: the table or a partition of it is over its throughput. */
  public static final ServiceError THROUGHPUT_EXCEEDED =
      new ServiceError(
          400,
          DYNAMODB + "ProvisionedThroughputExceededException",
          "The level of configured provisioned throughput for the table was exceeded");

  /** DynamoDB: requests come too fast. */
  public static final ServiceError THROTTLING =
      new ServiceError(
          400, "com.amazon.coral.availability#ThrottlingException", "Rate of requests exceeded");

  /** Valkey: the server has just started and reads its data. */
  public static final ServiceError LOADING =
      new ServiceError(0, "LOADING", "The server is loading the dataset in memory");

  /** Valkey: a script occupies the server. */
  public static final ServiceError BUSY =
      new ServiceError(0, "BUSY", "The server is busy running a script");

  /** Checks that nothing is missing. */
  public ServiceError {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(message, "message");
  }
}
