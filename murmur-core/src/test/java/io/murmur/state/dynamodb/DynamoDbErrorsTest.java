package io.murmur.state.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.state.PermanentStoreException;
import io.murmur.state.StoreException;
import io.murmur.state.TransientStoreException;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

class DynamoDbErrorsTest {

  @ParameterizedTest
  @CsvSource({
    "ProvisionedThroughputExceededException, 400, true, true",
    "ThrottlingException, 400, true, true",
    "RequestLimitExceeded, 400, true, true",
    "InternalServerError, 500, true, false",
    "ServiceUnavailable, 503, true, false",
    "TransactionConflictException, 400, true, false",
    "TransactionInProgressException, 400, true, true",
    "ReplicatedWriteConflictException, 400, true, false",
    "ExpiredTokenException, 400, true, false",
    "RequestTimeTooSkewed, 403, true, false",
    "ValidationException, 400, false, false",
    "AccessDeniedException, 400, false, false",
    "UnrecognizedClientException, 400, false, false",
    "ResourceNotFoundException, 400, false, false",
    "ItemCollectionSizeLimitExceededException, 400, false, false",
    "IdempotentParameterMismatchException, 400, false, false"
  })
  void errorsOfTheServiceAreToldApartByTheirCode(
      String code, int status, boolean passes, boolean throttled) {
    var error = service(code, status);
    assertThat(DynamoDbErrors.isTransient(error)).isEqualTo(passes);
    assertThat(DynamoDbErrors.isThrottled(error)).isEqualTo(throttled);
    StoreException translated = DynamoDbErrors.translate("merge into key a of table t", error);
    assertThat(translated)
        .isInstanceOf(passes ? TransientStoreException.class : PermanentStoreException.class)
        .hasMessageStartingWith("merge into key a of table t")
        .hasCause(error);
    if (translated instanceof TransientStoreException passing) {
      assertThat(passing.throttled()).isEqualTo(throttled);
    }
  }

  @Test
  void timeoutsAndBrokenConnectionsPass() {
    assertThat(DynamoDbErrors.isTransient(ApiCallTimeoutException.create(1))).isTrue();
    assertThat(DynamoDbErrors.isTransient(ApiCallAttemptTimeoutException.create(1))).isTrue();
    var broken = SdkClientException.create("no answer", new IOException("reset"));
    assertThat(DynamoDbErrors.isTransient(broken)).isTrue();
    assertThat(DynamoDbErrors.isThrottled(broken)).isFalse();
  }

  @Test
  void mistakesOfOurOwnDoNotPass() {
    assertThat(DynamoDbErrors.isTransient(new IllegalStateException("a bug"))).isFalse();
  }

  @Test
  void theWrappingsOfFuturesAreSeenThrough() {
    var error =
        new CompletionException(new CompletionException(service("ThrottlingException", 400)));
    assertThat(DynamoDbErrors.isTransient(error)).isTrue();
    assertThat(DynamoDbErrors.isThrottled(error)).isTrue();
    assertThat(DynamoDbErrors.unwrap(error)).isInstanceOf(DynamoDbException.class);
  }

  @Test
  void whatIsTheStoresOwnErrorStaysAsItIs() {
    var own = new PermanentStoreException("as said");
    assertThat(DynamoDbErrors.translate("reading", new CompletionException(own))).isSameAs(own);
  }

  @Test
  void aMissingTableComesWithWhatCreatesIt() {
    var missing = ResourceNotFoundException.builder().message("not there").build();
    assertThat(DynamoDbErrors.translate("reading key a of table t", missing))
        .hasMessageContainingAll("table t", "createStateTable", "createDedupTable");
  }

  private static DynamoDbException service(String code, int status) {
    return (DynamoDbException)
        DynamoDbException.builder()
            .message(code)
            .statusCode(status)
            .awsErrorDetails(
                AwsErrorDetails.builder().errorCode(code).serviceName("DynamoDb").build())
            .build();
  }
}
