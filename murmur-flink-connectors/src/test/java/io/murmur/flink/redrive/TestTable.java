package io.murmur.flink.redrive;

import io.murmur.control.Documents;
import io.murmur.control.InMemoryDocuments;
import io.murmur.flink.sink.Opener;
import io.murmur.flink.sink.StoreFactory;
import io.murmur.monoid.Monoid;
import io.murmur.state.Consistency;
import io.murmur.state.Key;
import io.murmur.state.Merge;
import io.murmur.state.MergeResult;
import io.murmur.state.PermanentStoreException;
import io.murmur.state.RejectedMergeException;
import io.murmur.state.Store;
import io.murmur.state.Stored;
import io.murmur.state.memory.InMemoryStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A table and a control table that all tasks of this JVM share, by a name that travels in the
 * graph; {@link Disturbance} rules what they refuse.
 */
record TestTable<V>(String name) {

  private static final Map<String, Disturbed<?>> TABLES = new ConcurrentHashMap<>();
  private static final Map<String, Control> CONTROLS = new ConcurrentHashMap<>();

  static <V> TestTable<V> of(Monoid<V> monoid) {
    String name = UUID.randomUUID().toString();
    TABLES.put(name, new Disturbed<>(new InMemoryStore<>(monoid), ConcurrentHashMap.newKeySet()));
    CONTROLS.put(name, new Control());
    return new TestTable<>(name);
  }

  @SuppressWarnings("unchecked")
  StoreFactory<V> store() {
    String key = name;
    return () -> (Store<V>) TABLES.get(key);
  }

  Opener<Documents> control() {
    String key = name;
    return () -> CONTROLS.get(key);
  }

  Control documents() {
    return CONTROLS.get(name);
  }

  /** All that is in the table. */
  @SuppressWarnings("unchecked")
  Map<Key, V> contents() {
    Disturbed<V> table = (Disturbed<V>) TABLES.get(name);
    Map<Key, V> contents = new HashMap<>();
    for (Key key : table.keys()) {
      table
          .get(key, Consistency.STRONG)
          .toCompletableFuture()
          .join()
          .ifPresent(stored -> contents.put(key, stored.value()));
    }
    return contents;
  }

  /** A control table that dies before it writes one document of a kind, if it is told to. */
  static final class Control implements Documents {

    private final InMemoryDocuments inner = new InMemoryDocuments();
    private final AtomicReference<String> dieAt = new AtomicReference<>("");
    private final AtomicInteger before = new AtomicInteger();
    private final AtomicReference<String> saying = new AtomicReference<>("");

    /**
     * A write of a document whose kind and id begin so fails.
     *
     * @param writes how many do not, before
     */
    void dieAt(String kindAndId, int writes) {
      before.set(writes);
      saying.set("");
      dieAt.set(kindAndId);
    }

    /** The first write of such a document fails in which a text is. */
    void dieWhenItSays(String kindAndId, String text) {
      before.set(0);
      saying.set(text);
      dieAt.set(kindAndId);
    }

    @Override
    public Optional<Document> get(String kind, String id) {
      return inner.get(kind, id);
    }

    @Override
    public List<Document> list(String kind) {
      return inner.list(kind);
    }

    @Override
    public boolean put(String kind, String id, String text, long expectedVersion) {
      String where = dieAt.get();
      if (!where.isEmpty()
          && (kind + "/" + id).startsWith(where)
          && text.contains(saying.get())
          && before.getAndDecrement() == 0) {
        dieAt.set("");
        throw new IllegalStateException("the process dies before it writes " + where);
      }
      return inner.put(kind, id, text, expectedVersion);
    }

    @Override
    public void close() {}
  }

  private record Disturbed<V>(InMemoryStore<V> table, Set<Key> keys) implements Store<V> {

    @Override
    public Monoid<V> monoid() {
      return table.monoid();
    }

    @Override
    public CompletionStage<Optional<Stored<V>>> get(Key key, Consistency consistency) {
      return table.get(key, consistency);
    }

    @Override
    public CompletionStage<List<Optional<Stored<V>>>> getMany(
        List<Key> asked, Consistency consistency) {
      return table.getMany(asked, consistency);
    }

    @Override
    public CompletionStage<MergeResult<V>> merge(Merge<V> merge) {
      if (Disturbance.rejects(merge.key())) {
        return CompletableFuture.failedStage(
            new RejectedMergeException(merge.key(), "the item would be larger than 400 KB"));
      }
      if (Disturbance.forbidsMerge()) {
        return CompletableFuture.failedStage(new PermanentStoreException("no permission"));
      }
      keys.add(merge.key());
      return table.merge(merge);
    }

    @Override
    public void close() {}
  }
}
