package io.murmur.state.dynamodb;

import io.murmur.monoid.CorruptValueException;
import io.murmur.monoid.Monoid;
import io.murmur.state.Consistency;
import io.murmur.state.Guard;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.MergeResult;
import io.murmur.state.PermanentStoreException;
import io.murmur.state.RejectedMergeException;
import io.murmur.state.ScannableStore;
import io.murmur.state.Store;
import io.murmur.state.StoreException;
import io.murmur.state.Stored;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Aggregates in a DynamoDB table, one item for each key. The package's documentation says how an
 * item looks and what a merge costs.
 *
 * <p>Guards are exact whatever happens to a request: applied, lost, late, repeated by the client or
 * by the caller. Without a guard the store itself never sends a merge twice unless it can tell
 * whether the first one was applied; if it cannot, the merge fails with a {@link
 * io.murmur.state.TransientStoreException} that says so.
 *
 * <p>An item whose expiry has passed is absent for readers, also while DynamoDB, which takes up to
 * days for that, has not deleted it. A merge still goes into it.
 *
 * <p>The limits of DynamoDB are errors of the one merge that meets them ({@link
 * RejectedMergeException}): 400 KB for an item, 38 digits for a number, 2,048 bytes for an entity.
 *
 * @param <V> the type of the aggregate
 */
public final class DynamoDbStore<V> implements ScannableStore<V> {

  private static final int MAX_ENTITY_BYTES = 2048;

  private final DynamoDbAsyncClient client;
  private final Kind<V> kind;
  private final Optional<String> claimsTable;
  private final InstantSource clock;
  private final ItemReader reader;
  private final StepWriter<V> singly;

  private DynamoDbStore(Builder<V> builder) {
    this.client = builder.client;
    this.kind = Kind.of(builder.table, builder.monoid);
    this.claimsTable = builder.claimsTable;
    this.clock = builder.clock;
    this.reader = new ItemReader(client, builder.table, builder.batchPatience);
    this.singly = new SingleWriter<>(client, builder.table, kind.cell());
  }

  /**
   * Starts a store of a table, which has to exist ({@link DynamoDbTables}).
   *
   * @param client stays the caller's, who closes it after the store
   */
  public static <V> Builder<V> builder(DynamoDbAsyncClient client, String table, Monoid<V> monoid) {
    return new Builder<>(client, table, monoid);
  }

  @Override
  public Monoid<V> monoid() {
    return kind.monoid();
  }

  @Override
  public CompletionStage<Optional<Stored<V>>> get(Key key, Consistency consistency) {
    String doing = "reading key " + key + " of table " + kind.table();
    return Bare.stage(
        doing,
        () ->
            reader
                .read(key, consistency == Consistency.STRONG)
                .thenApply(item -> present(key, item)));
  }

  @Override
  public CompletionStage<List<Optional<Stored<V>>>> getMany(
      List<Key> keys, Consistency consistency) {
    String doing = "reading " + keys.size() + " keys of table " + kind.table();
    return Bare.stage(
        doing,
        () ->
            reader
                .readAll(new LinkedHashSet<>(keys), consistency == Consistency.STRONG)
                .thenApply(items -> inOrder(keys, items)));
  }

  /** Each page is one request of at most 1 MB; a read unit for each 4 KB of it. */
  @Override
  public CompletionStage<Page<V>> scan(int segment, int segments, Optional<Key> from) {
    return Bare.stage(
        "scanning segment " + segment + " of " + segments + " of table " + kind.table(),
        () -> reader.page(segment, segments, from).thenApply(this::present));
  }

  @Override
  public CompletionStage<MergeResult<V>> merge(Merge<V> merge) {
    try {
      requireStorable(merge.key());
      return new MergeRun<>(kind, reader, writerFor(merge.guard()), merge).start();
    } catch (StoreException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Reads the dedup table, too, if there is one. */
  @Override
  public CompletionStage<?> reach() {
    CompletionStage<?> state = get(Key.allTime("reach"), Consistency.EVENTUAL);
    if (claimsTable.isEmpty()) {
      return state;
    }
    String table = claimsTable.get();
    Map<String, AttributeValue> claim =
        Map.of(Attributes.PARTITION, AttributeValue.fromS(ClaimKeys.seen("reach", "reach")));
    return state.thenCombine(
        Bare.stage(
            "reading a claim of dedup table " + table,
            () -> client.getItem(r -> r.tableName(table).key(claim))),
        (one, other) -> one);
  }

  /** Does nothing: the client is the caller's. */
  @Override
  public void close() {}

  private StepWriter<V> writerFor(Guard guard) {
    if (guard instanceof Guard.Claims claims) {
      String table =
          claimsTable.orElseThrow(
              () ->
                  new PermanentStoreException(
                      "a merge with claims into table "
                          + kind.table()
                          + " needs a dedup table and the store has none: name one with"
                          + " claimsIn(…); nothing was written"));
      long now = clock.instant().getEpochSecond();
      return new ClaimedWriter<>(client, kind.table(), table, claims, now);
    }
    return singly;
  }

  private void requireStorable(Key key) {
    String what = "merge into key " + key + " of table " + kind.table() + " rejected: its entity ";
    int bytes;
    try {
      bytes = Utf8.length(key.entity());
    } catch (IllegalArgumentException e) {
      throw new RejectedMergeException(key, what + "cannot be stored, " + e.getMessage(), e);
    }
    if (bytes > MAX_ENTITY_BYTES) {
      throw new RejectedMergeException(
          key, what + "has " + bytes + " bytes, DynamoDB takes at most " + MAX_ENTITY_BYTES);
    }
  }

  private List<Optional<Stored<V>>> inOrder(List<Key> keys, Map<Key, Item> items) {
    List<Optional<Stored<V>>> answers = new ArrayList<>(keys.size());
    for (Key key : keys) {
      Item item = items.get(key);
      answers.add(item == null ? Optional.empty() : present(key, item));
    }
    return answers;
  }

  private Page<V> present(ItemReader.ItemPage page) {
    List<Entry<V>> entries = new ArrayList<>(page.items().size());
    for (var found : page.items()) {
      present(found.getKey(), found.getValue())
          .ifPresent(stored -> entries.add(new Entry<>(found.getKey(), stored)));
    }
    return new Page<>(entries, page.next());
  }

  private Optional<Stored<V>> present(Key key, Item item) {
    try {
      boolean gone = !item.exists() || item.expiredAt(clock.instant().getEpochSecond());
      return gone ? Optional.empty() : Optional.of(item.stored(kind.cell()));
    } catch (CorruptValueException e) {
      throw new PermanentStoreException(
          "the value of key "
              + key
              + " in table "
              + kind.table()
              + " cannot be read, it was left as it is: "
              + e.getMessage(),
          e);
    }
  }

  /**
   * Says what a store needs beside its table.
   *
   * @param <V> the type of the aggregate
   */
  public static final class Builder<V> {

    private final DynamoDbAsyncClient client;
    private final String table;
    private final Monoid<V> monoid;
    private Optional<String> claimsTable = Optional.empty();
    private InstantSource clock = InstantSource.system();
    private Duration batchPatience = Duration.ofSeconds(30);

    private Builder(DynamoDbAsyncClient client, String table, Monoid<V> monoid) {
      this.client = Objects.requireNonNull(client, "client");
      this.table = Objects.requireNonNull(table, "table");
      this.monoid = Objects.requireNonNull(monoid, "monoid");
    }

    /** The dedup table that takes the claims of merges under {@link Guard.Claims}. */
    public Builder<V> claimsIn(String dedupTable) {
      claimsTable = Optional.of(dedupTable);
      return this;
    }

    /** What tells which items and claims have expired; the system's clock if not said. */
    public Builder<V> clock(InstantSource source) {
      clock = Objects.requireNonNull(source, "source");
      return this;
    }

    /**
     * How long one call of {@link Store#getMany} asks again for keys that the server leaves out of
     * its answers; 30 s if not said.
     */
    public Builder<V> batchPatience(Duration patience) {
      batchPatience = Objects.requireNonNull(patience, "patience");
      return this;
    }

    /** The store; asks the server nothing. */
    public DynamoDbStore<V> build() {
      return new DynamoDbStore<>(this);
    }
  }
}
