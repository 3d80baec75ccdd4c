package io.murmur.state.dynamodb;

import static io.murmur.testing.StoreProbe.atOnce;
import static io.murmur.testing.StoreProbe.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.state.PermanentStoreException;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.DynamoDbLocalExtension;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

@ExtendWith(DynamoDbLocalExtension.class)
class DynamoDbTablesIT {

  private DynamoDbAsyncClient client;
  private DynamoDbTables tables;
  private final String name = DynamoDbLocal.newTableName("tables");

  @BeforeEach
  void useClient(DynamoDbAsyncClient shared) {
    client = shared;
    tables = new DynamoDbTables(shared);
  }

  @Test
  void aCreatedTableIsActiveExpiresItemsAndPassesItsCheck() {
    await(tables.createStateTable(name, TableOptions.onDemand()));
    var table = client.describeTable(r -> r.tableName(name)).join().table();
    assertThat(table.tableStatus()).isEqualTo(TableStatus.ACTIVE);
    assertThat(table.billingModeSummary().billingMode()).isEqualTo(BillingMode.PAY_PER_REQUEST);
    var expiry = client.describeTimeToLive(r -> r.tableName(name)).join().timeToLiveDescription();
    assertThat(expiry.attributeName()).isEqualTo("ttl");
    await(tables.validateStateTable(name));
  }

  @Test
  void creatingIsHarmlessWhereTheTableIsThereAlsoAtOnce() {
    atOnce(
        4,
        i -> {
          await(tables.createDedupTable(name, TableOptions.onDemand()));
          return i;
        });
    await(tables.createDedupTable(name, TableOptions.onDemand()));
    await(tables.validateDedupTable(name));
  }

  @Test
  void capacityMayBeProvisioned() {
    await(tables.createStateTable(name, TableOptions.provisioned(5, 7)));
    var capacity = client.describeTable(r -> r.tableName(name)).join().table();
    assertThat(capacity.provisionedThroughput().readCapacityUnits()).isEqualTo(5);
    assertThat(capacity.provisionedThroughput().writeCapacityUnits()).isEqualTo(7);
  }

  @Test
  void aTableThatDoesNotFitIsToldAllItsMistakesAtOnce() {
    createOther(ScalarAttributeType.S);
    assertThatThrownBy(() -> await(tables.validateStateTable(name)))
        .isInstanceOf(PermanentStoreException.class)
        .hasMessageContainingAll(
            name,
            "must not have 'id' (HASH, S)",
            "has to have 'pk' (HASH, S)",
            "must not have 'sk' (RANGE, S)",
            "has to have 'sk' (RANGE, N)",
            "'ttl'");
  }

  @Test
  void creatingOverAnotherTableChangesNothingInItsKeyAndSaysSo() {
    createOther(ScalarAttributeType.S);
    assertThatThrownBy(() -> await(tables.createStateTable(name, TableOptions.onDemand())))
        .isInstanceOf(PermanentStoreException.class)
        .hasMessageContaining("has to have 'pk' (HASH, S)");
  }

  @Test
  void aStateTableIsNoDedupTable() {
    await(tables.createStateTable(name, TableOptions.onDemand()));
    assertThatThrownBy(() -> await(tables.validateDedupTable(name)))
        .isInstanceOf(PermanentStoreException.class)
        .hasMessageContainingAll("dedup table", "must not have 'sk' (RANGE, N)");
  }

  @Test
  void expiryOnAnotherAttributeIsAMistake() {
    createOther(ScalarAttributeType.N);
    client
        .updateTimeToLive(
            r ->
                r.tableName(name)
                    .timeToLiveSpecification(t -> t.attributeName("expires").enabled(true)))
        .join();
    assertThatThrownBy(() -> await(tables.validateStateTable(name)))
        .hasMessageContaining("has to be enabled on 'ttl', it is on 'expires'");
  }

  @Test
  void aMissingTableIsAPermanentError() {
    assertThatThrownBy(() -> await(tables.validateStateTable(name)))
        .isInstanceOf(PermanentStoreException.class)
        .hasMessageContainingAll(name, "does not exist");
  }

  @Test
  void optionsKeepWhatTheyAreNotToldToChange() {
    var options = TableOptions.provisioned(1, 2).tagged(Map.of("team", "a"));
    assertThat(options.waitingFor(Duration.ofSeconds(1)).tags()).containsEntry("team", "a");
    assertThat(options.billing()).isEqualTo(new TableOptions.Billing.Provisioned(1, 2));
    assertThatThrownBy(() -> TableOptions.provisioned(0, 2))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private void createOther(ScalarAttributeType sortType) {
    client
        .createTable(
            r ->
                r.tableName(name)
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(
                        definition("id", ScalarAttributeType.S), definition("sk", sortType))
                    .keySchema(element("id", KeyType.HASH), element("sk", KeyType.RANGE)))
        .join();
  }

  private static AttributeDefinition definition(String attribute, ScalarAttributeType type) {
    return AttributeDefinition.builder().attributeName(attribute).attributeType(type).build();
  }

  private static KeySchemaElement element(String attribute, KeyType role) {
    return KeySchemaElement.builder().attributeName(attribute).keyType(role).build();
  }
}
