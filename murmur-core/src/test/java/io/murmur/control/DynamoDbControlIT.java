package io.murmur.control;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.DynamoDbLocalExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

@ExtendWith(DynamoDbLocalExtension.class)
class DynamoDbControlIT extends ControlContract {

  private final DynamoDbAsyncClient client;
  private Documents documents;

  DynamoDbControlIT(DynamoDbAsyncClient client) {
    this.client = client;
  }

  @BeforeEach
  void createTheTableTwiceWhichIsTheSameAsOnce() {
    String table = DynamoDbLocal.newTableName("control");
    DynamoDbDocuments.createTable(client, table);
    DynamoDbDocuments.createTable(client, table);
    documents = new DynamoDbDocuments(client, table);
  }

  @Override
  Documents documents() {
    return documents;
  }

  @Test
  void aMissingTableIsNamed() {
    assertThatThrownBy(() -> new DynamoDbDocuments(client, "nowhere").get("run", "r"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the control table 'nowhere' does not exist");
  }
}
