package io.murmur.state.dynamodb;

import java.time.Duration;
import software.amazon.awssdk.core.SdkPlugin;
import software.amazon.awssdk.core.SdkServiceClientConfiguration;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;

/**
 * Lets the SDK send a request again only where the server said that it had not applied it. For
 * requests that must not be applied twice and carry nothing that would keep them from it.
 */
enum ThrottlingRetriesOnly implements SdkPlugin {
  INSTANCE;

  private static final RetryStrategy STRATEGY =
      StandardRetryStrategy.builder()
          .useClientDefaults(false)
          .maxAttempts(8)
          .circuitBreakerEnabled(false)
          .treatAsThrottling(ThrottlingRetriesOnly::throttled)
          .retryOnException(ThrottlingRetriesOnly::throttled)
          .backoffStrategy(
              BackoffStrategy.exponentialDelay(Duration.ofMillis(25), Duration.ofSeconds(5)))
          .throttlingBackoffStrategy(
              BackoffStrategy.exponentialDelay(Duration.ofMillis(25), Duration.ofSeconds(5)))
          .build();

  private static boolean throttled(Throwable error) {
    return error instanceof SdkServiceException service && service.isThrottlingException();
  }

  @Override
  public void configureClient(SdkServiceClientConfiguration.Builder config) {
    config.overrideConfiguration(
        config.overrideConfiguration().copy(o -> o.retryStrategy(STRATEGY)));
  }
}
