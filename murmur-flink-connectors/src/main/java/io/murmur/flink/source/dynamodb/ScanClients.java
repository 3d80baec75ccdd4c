package io.murmur.flink.source.dynamodb;

import io.murmur.flink.dynamodb.DynamoDbConnection;
import io.murmur.flink.source.scan.ScanException;
import io.murmur.state.dynamodb.DynamoDbErrors;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** The clients of a scan, and what their errors mean. */
final class ScanClients {

  /** A page of 1 MB takes longer than a write. */
  private static final Duration PAGE_ATTEMPT = Duration.ofSeconds(10);

  /** How long a throttled page is tried before the task fails and comes back. */
  private static final Duration PAGE_CALL = Duration.ofMinutes(2);

  private static final int PAGE_ATTEMPTS = 30;
  private static final Duration QUESTION_ATTEMPT = Duration.ofSeconds(2);
  private static final Duration QUESTION_CALL = Duration.ofSeconds(8);
  private static final int QUESTION_ATTEMPTS = 4;

  private ScanClients() {}

  /** A client that reads one page at a time, slower when it is throttled. */
  static DynamoDbAsyncClient forPages(DynamoDbConnection connection) {
    return connection.open(
        options ->
            options.concurrent(1).timingOut(PAGE_ATTEMPT, PAGE_CALL).retrying(PAGE_ATTEMPTS, true));
  }

  /** A client whose answers come within seconds or not at all. */
  static DynamoDbAsyncClient forQuestions(DynamoDbConnection connection) {
    return connection.open(
        options ->
            options
                .concurrent(1)
                .timingOut(QUESTION_ATTEMPT, QUESTION_CALL)
                .retrying(QUESTION_ATTEMPTS, false));
  }

  static TableDescription describe(DynamoDbAsyncClient client, String table)
      throws IOException, InterruptedException {
    return await(table, "described", client.describeTable(r -> r.tableName(table))).table();
  }

  /**
   * Waits for an answer.
   *
   * @throws ScanException for errors that do not go away
   * @throws IOException for all others
   */
  static <T> T await(String table, String done, CompletableFuture<T> answer)
      throws IOException, InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw translate(table, done, DynamoDbErrors.unwrap(e.getCause()));
    }
  }

  private static IOException translate(String table, String done, Throwable error) {
    String what = "table '%s' of DynamoDB cannot be %s: ".formatted(table, done);
    if (error instanceof ResourceNotFoundException) {
      throw new ScanException(
          what
              + "it does not exist in this region and account; correct its name, the region or the"
              + " credentials",
          error);
    }
    if (error instanceof SdkClientException
        && String.valueOf(error.getMessage()).contains("credentials")) {
      throw new ScanException(
          what
              + "this process has no credentials of AWS; give it a role, a profile or variables ("
              + error.getMessage()
              + ")",
          error);
    }
    if (!DynamoDbErrors.isTransient(error)) {
      throw new ScanException(what + reason(error), error);
    }
    return new IOException(what + reason(error), error);
  }

  private static String reason(Throwable error) {
    if (error instanceof AwsServiceException service && service.awsErrorDetails() != null) {
      return "%s (%s)"
          .formatted(
              service.awsErrorDetails().errorMessage(), service.awsErrorDetails().errorCode());
    }
    return String.valueOf(error.getMessage());
  }
}
