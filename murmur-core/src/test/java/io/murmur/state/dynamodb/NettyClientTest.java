package io.murmur.state.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.murmur.testing.Await;
import io.murmur.testing.Ports;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

class NettyClientTest {

  @Test
  void itsThreadsEndWithTheLastClient() {
    assumeThat(threads()).as("threads of clients of other tests in this JVM").isZero();
    ClientOptions nowhere =
        ClientOptions.defaults()
            .at(URI.create("http://127.0.0.1:" + Ports.free()))
            .in("us-east-1")
            .retrying(1, false);
    try (DynamoDbAsyncClient first = client(nowhere)) {
      try (DynamoDbAsyncClient second = client(nowhere)) {
        assertThatThrownBy(() -> second.listTables().join())
            .hasCauseInstanceOf(SdkClientException.class);
        assertThat(threads()).isPositive();
      }
      assertThatThrownBy(() -> first.listTables().join())
          .hasCauseInstanceOf(SdkClientException.class);
      assertThat(threads()).isPositive();
    }
    // Netty says that a thread has ended a moment before it has.
    Await.until("the threads have ended", Duration.ofSeconds(10), () -> threads() == 0);
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(NettyClient.THREADS))
        .count();
  }

  private static DynamoDbAsyncClient client(ClientOptions options) {
    return DynamoDbClients.create(
        options, StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")));
  }
}
