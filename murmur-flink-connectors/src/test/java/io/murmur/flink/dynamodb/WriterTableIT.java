package io.murmur.flink.dynamodb;

import static io.murmur.testing.StoreProbe.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.control.DynamoDbDocuments;
import io.murmur.control.Run.Submission;
import io.murmur.control.RunLedger;
import io.murmur.state.dynamodb.DynamoDbTables;
import io.murmur.state.dynamodb.TableOptions;
import io.murmur.swap.DynamoDbPhysicalTables;
import io.murmur.swap.PromoteCheck;
import io.murmur.swap.Promotion;
import io.murmur.swap.Swap;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.DynamoDbLocalExtension;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

@ExtendWith(DynamoDbLocalExtension.class)
class WriterTableIT {

  private final DynamoDbAsyncClient client;
  private final DynamoDbConnection connection;

  WriterTableIT(DynamoDbAsyncClient client, DynamoDbLocal server) {
    this.client = client;
    this.connection = new DynamoDbConnection("us-east-1", server.endpoint().toString(), 8);
  }

  @BeforeEach
  void someCredentials() {
    System.setProperty("aws.accessKeyId", "murmur");
    System.setProperty("aws.secretAccessKey", "murmur");
  }

  @AfterEach
  void noCredentials() {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  @Test
  void aJobThatBeginsAfterAPromoteWritesToTheNewTableAndOneThatBeganBeforeKeepsItsOwn() {
    String control = DynamoDbLocal.newTableName("control");
    DynamoDbDocuments.createTable(client, control);
    String live = DynamoDbLocal.newTableName("views");
    await(new DynamoDbTables(client).createStateTable(live, TableOptions.onDemand()));
    var documents = new DynamoDbDocuments(client, control);
    assertThat(connection.writerTable(control, live)).isEqualTo(live);
    new RunLedger(documents)
        .submit(
            new Submission(
                "before",
                "views",
                live,
                "live",
                false,
                1,
                Optional.empty(),
                Optional.empty(),
                Instant.now()));

    Swap swap = new Swap(documents, new DynamoDbPhysicalTables(client));
    String shadow = swap.shadow(live, "january", "f").name();
    swap.promote(Promotion.of(live, shadow).overriding(PromoteCheck.values()));
    assertThat(connection.writerTable(control, live)).isEqualTo(shadow);
    assertThat(connection.writerTable(control, live, "after")).isEqualTo(shadow);
    assertThat(connection.writerTable(control, live, "before")).isEqualTo(live);
  }
}
