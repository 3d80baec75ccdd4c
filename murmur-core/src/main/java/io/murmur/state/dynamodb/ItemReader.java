package io.murmur.state.dynamodb;

import io.murmur.state.Key;
import io.murmur.state.TransientStoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

/** Reads items, one by one or a hundred with each request. */
final class ItemReader {

  /** The most keys that a BatchGetItem takes. */
  private static final int BATCH = 100;

  /** How many batches of one call are under way at a time. */
  private static final int LANES = 8;

  private final DynamoDbAsyncClient client;
  private final String table;
  private final Duration patience;

  /**
   * Creates a reader of a table.
   *
   * @param patience how long the server may leave keys of a batch out before that is an error
   */
  ItemReader(DynamoDbAsyncClient client, String table, Duration patience) {
    this.client = client;
    this.table = table;
    this.patience = patience;
  }

  /** The item of a key, without attributes if there is none. */
  CompletableFuture<Item> read(Key key, boolean consistent) {
    return client
        .getItem(r -> r.tableName(table).key(Attributes.keyOf(key)).consistentRead(consistent))
        .thenApply(response -> new Item(response.item()));
  }

  /** The items of distinct keys; those that are missing are not in the map. */
  CompletableFuture<Map<Key, Item>> readAll(Collection<Key> keys, boolean consistent) {
    Batches batches = new Batches(List.copyOf(keys), consistent);
    CompletableFuture<?>[] lanes =
        new CompletableFuture<?>[Math.min(LANES, (keys.size() + BATCH - 1) / BATCH)];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = batches.lane();
    }
    return CompletableFuture.allOf(lanes).thenApply(done -> batches.found);
  }

  /** Some items of a segment of the table, with their keys, and where to go on. */
  record ItemPage(List<Map.Entry<Key, Item>> items, Optional<Key> next) {}

  /** A page of a scan, consistent. */
  CompletableFuture<ItemPage> page(int segment, int segments, Optional<Key> from) {
    return client
        .scan(
            r -> {
              r.tableName(table).segment(segment).totalSegments(segments).consistentRead(true);
              from.ifPresent(key -> r.exclusiveStartKey(Attributes.keyOf(key)));
            })
        .thenApply(
            response ->
                new ItemPage(
                    response.items().stream()
                        .map(Item::new)
                        .map(item -> Map.entry(item.key(), item))
                        .toList(),
                    response.hasLastEvaluatedKey()
                        ? Optional.of(new Item(response.lastEvaluatedKey()).key())
                        : Optional.empty()));
  }

  /** One call: lanes take batches until none is left. */
  private final class Batches {
    private final List<Key> keys;
    private final boolean consistent;
    private final long deadline = System.nanoTime() + patience.toNanos();
    private final AtomicInteger next = new AtomicInteger();
    private final Map<Key, Item> found = new ConcurrentHashMap<>();

    Batches(List<Key> keys, boolean consistent) {
      this.keys = keys;
      this.consistent = consistent;
    }

    CompletableFuture<Void> lane() {
      int from = next.getAndAdd(BATCH);
      if (from >= keys.size()) {
        return CompletableFuture.completedFuture(null);
      }
      List<Map<String, AttributeValue>> batch = new ArrayList<>(BATCH);
      for (Key key : keys.subList(from, Math.min(from + BATCH, keys.size()))) {
        batch.add(Attributes.keyOf(key));
      }
      return get(batch, 1).thenCompose(done -> lane());
    }

    private CompletableFuture<Void> get(List<Map<String, AttributeValue>> batch, int attempt) {
      var wanted = KeysAndAttributes.builder().keys(batch).consistentRead(consistent).build();
      return client
          .batchGetItem(r -> r.requestItems(Map.of(table, wanted)))
          .thenCompose(
              response -> {
                for (var item : response.responses().getOrDefault(table, List.of())) {
                  Item one = new Item(item);
                  found.put(one.key(), one);
                }
                var left = response.unprocessedKeys().get(table);
                return left == null || left.keys().isEmpty()
                    ? CompletableFuture.completedFuture(null)
                    : later(left.keys(), attempt);
              });
    }

    private CompletableFuture<Void> later(List<Map<String, AttributeValue>> left, int attempt) {
      if (System.nanoTime() - deadline > 0) {
        throw new CompletionException(
            new TransientStoreException(
                "reading %d keys of table %s: the server still leaves out %d of a batch after %s; try again more slowly"
                    .formatted(keys.size(), table, left.size(), patience),
                true,
                null));
      }
      var afterAWait =
          CompletableFuture.delayedExecutor(
              Backoff.throttlingMillis(attempt), TimeUnit.MILLISECONDS);
      return CompletableFuture.runAsync(() -> {}, afterAWait)
          .thenCompose(waited -> get(left, attempt + 1));
    }
  }
}
