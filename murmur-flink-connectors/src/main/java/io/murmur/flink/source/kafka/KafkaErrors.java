package io.murmur.flink.source.kafka;

import io.murmur.flink.source.scan.ScanException;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks a cluster, and says what its errors mean. */
final class KafkaErrors {

  private KafkaErrors() {}

  /**
   * A client that asks.
   *
   * @throws ScanException if the properties are wrong
   */
  static Admin open(KafkaConnection connection, String topic) {
    try {
      return Admin.create(connection.asking());
    } catch (KafkaException e) {
      // Kafka repeats what it cannot read, and that may be a password.
      if (connection.hasSecrets()) {
        throw withoutCause(
            "%s: Kafka's client cannot be made of these servers and properties (%s): check their names and values"
                .formatted(what(connection, topic), root(e).getClass().getSimpleName()));
      }
      throw new ScanException(
          "%s: Kafka's client cannot be made: %s"
              .formatted(what(connection, topic), root(e).getMessage()),
          e);
    }
  }

  private static ScanException withoutCause(String message) {
    return new ScanException(message);
  }

  /**
   * Waits for an answer.
   *
   * @throws ScanException for errors that do not go away by themselves
   * @throws IOException for all others
   */
  static <T> T await(KafkaConnection connection, String topic, KafkaFuture<T> answer)
      throws IOException, InterruptedException {
    try {
      return answer.get(2L * KafkaConnection.TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw translate(connection, topic, e.getCause());
    } catch (java.util.concurrent.TimeoutException e) {
      throw new IOException(silence(connection, topic), e);
    }
  }

  /** What an error of Kafka means; thrown, if it does not go away by itself. */
  static IOException translate(KafkaConnection connection, String topic, Throwable error) {
    String what = what(connection, topic);
    if (error instanceof UnknownTopicOrPartitionException) {
      throw new ScanException(
          what + " does not exist, or not for this user; correct the topic or the servers", error);
    }
    if (error instanceof TimeoutException) {
      return new IOException(silence(connection, topic), error);
    }
    if (error instanceof AuthenticationException) {
      throw new ScanException(
          "%s: the credentials are not accepted: %s; correct security.* and sasl.* among the properties"
              .formatted(what, error.getMessage()),
          error);
    }
    if (error instanceof AuthorizationException) {
      throw new ScanException(
          "%s: this user may not: %s; needed are Describe and Read of the topic, and Describe of the group"
              .formatted(what, error.getMessage()),
          error);
    }
    String message = "%s cannot be asked: %s".formatted(what, error.getMessage());
    if (error instanceof RetriableException) {
      return new IOException(message, error);
    }
    throw new ScanException(message, error);
  }

  private static String silence(KafkaConnection connection, String topic) {
    return "%s: no broker answers within %d s: check the servers, the network, and whether they want TLS or SASL (security.protocol)"
        .formatted(
            what(connection, topic),
            TimeUnit.MILLISECONDS.toSeconds(KafkaConnection.TIMEOUT_MILLIS));
  }

  private static String what(KafkaConnection connection, String topic) {
    return "topic '%s' at %s".formatted(topic, connection);
  }

  private static Throwable root(Throwable error) {
    Throwable cause = error;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
