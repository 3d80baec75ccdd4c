package io.murmur.swap;

import static io.murmur.testing.StoreProbe.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.control.Documents;
import io.murmur.control.DynamoDbDocuments;
import io.murmur.monoid.Monoids;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.PermanentStoreException;
import io.murmur.state.dynamodb.DynamoDbStore;
import io.murmur.state.dynamodb.DynamoDbTables;
import io.murmur.state.dynamodb.TableOptions;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.DynamoDbLocalExtension;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveResponse;
import software.amazon.awssdk.services.dynamodb.model.ListTagsOfResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTagsOfResourceResponse;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.Tag;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveResponse;

@ExtendWith(DynamoDbLocalExtension.class)
class DynamoDbSwapIT extends SwapContract {

  private final DynamoDbAsyncClient client;
  private Documents documents;

  DynamoDbSwapIT(DynamoDbAsyncClient client) {
    this.client = client;
  }

  @BeforeEach
  void aControlTable() {
    documents();
  }

  @Override
  Documents documents() {
    if (documents == null) {
      String table = DynamoDbLocal.newTableName("control");
      DynamoDbDocuments.createTable(client, table);
      documents = new DynamoDbDocuments(client, table);
    }
    return documents;
  }

  @Override
  PhysicalTables tables() {
    return new DynamoDbPhysicalTables(client);
  }

  @Override
  String newTable() {
    return newTable(TableOptions.onDemand());
  }

  private String newTable(TableOptions options) {
    String table = DynamoDbLocal.newTableName("swap");
    await(new DynamoDbTables(client).createStateTable(table, options));
    return table;
  }

  @Test
  void aShadowIsLikeTheLiveTable() {
    String live = newTable(TableOptions.provisioned(7, 9));
    client
        .updateTable(
            r ->
                r.tableName(live)
                    .streamSpecification(
                        s -> s.streamEnabled(true).streamViewType(StreamViewType.NEW_IMAGE)))
        .join();
    AtomicReference<CreateTableRequest> request = new AtomicReference<>();
    Swap swap = new Swap(documents(), new DynamoDbPhysicalTables(withTags(request)));
    Shadow shadow = swap.shadow(live, "run", "f");
    var made = client.describeTable(r -> r.tableName(shadow.name())).join().table();
    assertThat(made.provisionedThroughput().readCapacityUnits()).isEqualTo(7);
    assertThat(made.provisionedThroughput().writeCapacityUnits()).isEqualTo(9);
    assertThat(expiryOf(shadow)).isEqualTo("ttl");
    assertThat(request.get().tags()).containsExactly(tag("team", "growth"), tag("cost", "42"));
    assertThat(shadow.notLikeLive()).containsExactly("stream of NEW_IMAGE");
  }

  /**
   * DynamoDB Local knows no tags: says them in its place, over two pages, and lets none through.
   */
  private DynamoDbAsyncClient withTags(AtomicReference<CreateTableRequest> created) {
    return new DynamoDbAsyncClient() {
      @Override
      public CompletableFuture<ListTagsOfResourceResponse> listTagsOfResource(
          Consumer<ListTagsOfResourceRequest.Builder> asked) {
        var request = ListTagsOfResourceRequest.builder().applyMutation(asked).build();
        var page = ListTagsOfResourceResponse.builder();
        return CompletableFuture.completedFuture(
            request.nextToken() == null
                ? page.tags(tag("team", "growth"), tag("aws:stack", "s")).nextToken("2").build()
                : page.tags(tag("cost", "42")).build());
      }

      @Override
      public CompletableFuture<CreateTableResponse> createTable(CreateTableRequest request) {
        created.compareAndSet(null, request);
        return client.createTable(request.toBuilder().tags(List.of()).build());
      }

      @Override
      public CompletableFuture<DescribeTableResponse> describeTable(DescribeTableRequest request) {
        return client.describeTable(request);
      }

      @Override
      public CompletableFuture<DescribeTimeToLiveResponse> describeTimeToLive(
          DescribeTimeToLiveRequest request) {
        return client.describeTimeToLive(request);
      }

      @Override
      public CompletableFuture<UpdateTimeToLiveResponse> updateTimeToLive(
          UpdateTimeToLiveRequest request) {
        return client.updateTimeToLive(request);
      }

      @Override
      public String serviceName() {
        return client.serviceName();
      }

      @Override
      public void close() {}
    };
  }

  private static Tag tag(String key, String value) {
    return Tag.builder().key(key).value(value).build();
  }

  private String expiryOf(Shadow shadow) {
    return client
        .describeTimeToLive(r -> r.tableName(shadow.name()))
        .join()
        .timeToLiveDescription()
        .attributeName();
  }

  @Test
  void aShadowOfATableOnDemandIsOnDemand() {
    Shadow shadow = new Swap(documents(), tables()).shadow(newTable(), "run", "f");
    var made = client.describeTable(r -> r.tableName(shadow.name())).join().table();
    assertThat(made.billingModeSummary().billingMode()).isEqualTo(BillingMode.PAY_PER_REQUEST);
    assertThat(shadow.notLikeLive())
        .as("DynamoDB Local knows no tags")
        .singleElement()
        .asString()
        .startsWith("tags, which cannot be read: ");
  }

  /** Between the moment that a name is taken and the creation of its table. */
  @Test
  void aTableThatSomebodyElseMadeAndFilledIsNeitherTakenNorDeleted() {
    String live = newTable();
    String foreign = live + "_v2";
    PhysicalTables dying =
        new ForwardingTables(tables()) {
          @Override
          public List<String> createLike(String original, String shadow) {
            throw new IllegalStateException("killed");
          }
        };
    assertThatThrownBy(() -> new Swap(documents(), dying).shadow(live, "run", "f"))
        .hasMessage("killed");
    await(new DynamoDbTables(client).createStateTable(foreign, TableOptions.onDemand()));
    await(
        DynamoDbStore.builder(client, foreign, Monoids.count())
            .build()
            .merge(Merge.of(Key.allTime("a"), 1L)));
    Swap swap = new Swap(documents(), tables());
    assertThatThrownBy(() -> swap.shadow(live, "run", "f"))
        .isInstanceOf(PermanentStoreException.class)
        .hasMessageContaining(foreign + " is there already and has items");
    assertThatThrownBy(() -> swap.retire(live, foreign, Duration.ZERO))
        .isInstanceOf(PermanentStoreException.class)
        .hasMessageContaining(foreign + " is there already and has items");
    assertThat(tables().exists(foreign)).isTrue();
    assertThat(swap.shadow(live, "other", "f").name()).isEqualTo(live + "_v3");

    tables().drop(foreign);
    assertThat(swap.retire(live, foreign, Duration.ZERO).require(foreign).state())
        .isEqualTo(TableState.RETIRED);
  }

  @Test
  void withoutALiveTableThereIsNothingToBeLike() {
    assertThatThrownBy(() -> new Swap(documents(), tables()).shadow("nowhere", "run", "f"))
        .isInstanceOf(PermanentStoreException.class)
        .hasMessageContaining("creating table nowhere_v2 like nowhere failed");
  }
}
