package io.murmur.state.dynamodb;

import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/** Makes clients fit for stores: bounded in requests, time and attempts. */
public final class DynamoDbClients {

  private static final BackoffStrategy BACKOFF =
      BackoffStrategy.exponentialDelay(Duration.ofMillis(25), Duration.ofSeconds(5));

  private DynamoDbClients() {}

  /** A client with the credentials of the AWS environment; the caller closes it. */
  public static DynamoDbAsyncClient create(ClientOptions options) {
    return create(options, DefaultCredentialsProvider.builder().build());
  }

  /** A client with credentials of the caller's choice; the caller closes it. */
  public static DynamoDbAsyncClient create(
      ClientOptions options, AwsCredentialsProvider credentials) {
    var builder =
        DynamoDbAsyncClient.builder()
            .credentialsProvider(credentials)
            .httpClientBuilder(
                new NettyClient.Builder(
                    NettyNioAsyncHttpClient.builder()
                        .maxConcurrency(options.maxConcurrency())
                        // Whoever waits for a connection is bounded by the timeout of the call.
                        .connectionAcquisitionTimeout(options.callTimeout())
                        .maxPendingConnectionAcquires(Integer.MAX_VALUE)))
            .overrideConfiguration(
                c ->
                    c.apiCallAttemptTimeout(options.attemptTimeout())
                        .apiCallTimeout(options.callTimeout())
                        .retryStrategy(retries(options)));
    options.endpoint().ifPresent(builder::endpointOverride);
    options.region().map(Region::of).ifPresent(builder::region);
    return builder.build();
  }

  /**
   * An HTTP client on Netty whose threads all clients share, and which takes no time to close: for
   * clients that are built in another way than here.
   */
  public static SdkAsyncHttpClient.Builder<?> httpClient() {
    return new NettyClient.Builder(NettyNioAsyncHttpClient.builder());
  }

  private static RetryStrategy retries(ClientOptions options) {
    return options.adaptive()
        ? AwsRetryStrategy.adaptiveRetryStrategy().toBuilder()
            .maxAttempts(options.maxAttempts())
            .backoffStrategy(BACKOFF)
            .throttlingBackoffStrategy(BACKOFF)
            .build()
        : AwsRetryStrategy.standardRetryStrategy().toBuilder()
            .maxAttempts(options.maxAttempts())
            .backoffStrategy(BACKOFF)
            .throttlingBackoffStrategy(BACKOFF)
            .build();
  }
}
