package io.murmur.state.valkey;

import io.murmur.metrics.MetricNames;
import io.murmur.metrics.Recorder;
import io.murmur.monoid.Codec;
import io.murmur.monoid.CorruptValueException;
import io.murmur.state.Cache;
import io.murmur.state.Key;
import io.murmur.state.Store;
import io.murmur.state.Stored;
import io.valkey.CommandObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * A cache in Valkey (or anything that speaks its protocol and runs Lua, from Redis 5 on). It holds
 * what a store returned, with its version, and never counts.
 *
 * <ul>
 *   <li>A put is one script, atomic on the server: it changes nothing if a value of the same or a
 *       higher version is held; else it replaces what is there, whatever that is, and sets the time
 *       to live: until the bucket's own expiry, but at most {@link Builder#maxAge}. A value whose
 *       expiry has passed removes the entry.
 *   <li>A put that did not arrive is remembered (the latest of each key, up to 10,000 keys) and
 *       sent again until it does; meanwhile this cache answers {@link Cache.Lookup.Miss} for the
 *       key, as the server may hold an older value. Other readers may see that older value for as
 *       long. Where the writer dies or has more to remember, or an older value comes late, after
 *       the newer one was evicted, it is until the key is put again or the maximum age has passed.
 *   <li>Bytes that are not what was put (each entry has a checksum) are a miss, are counted, and
 *       are removed, so that the next put is kept.
 *   <li>Batches are pipelined, 256 keys to a round trip.
 * </ul>
 *
 * <p>Recorded, under the builder's label: {@code <label>:cache_hit}, {@code cache_miss} or {@code
 * cache_down} for each key that is looked up, {@code cache_corrupt}, {@code cache_put_late} and
 * {@code cache_put_lost}. Latencies and errors of whole operations are {@link
 * io.murmur.state.InstrumentedCache}'s.
 *
 * @param <V> the type of the aggregate
 */
public final class ValkeyCache<V> implements Cache<V> {

  private final ValkeyClient client;
  private final ValkeyKeys keys;
  private final Codec<V> codec;
  private final byte[] maxAgeSeconds;
  private final Recorder recorder;
  private final MetricNames names;
  private final LostPuts<V> lost;

  private ValkeyCache(Builder<V> builder) {
    this.client = builder.client;
    this.keys = new ValkeyKeys(ValkeyKeys.Kind.CACHE, builder.namespace);
    this.codec = builder.codec;
    this.maxAgeSeconds =
        Long.toString(builder.maxAge.toSeconds()).getBytes(StandardCharsets.US_ASCII);
    this.recorder = builder.recorder;
    this.names = builder.names;
    this.lost =
        new LostPuts<>(client.timer(), client.limits().retryAfter().toMillis(), this::putMany);
  }

  /**
   * Starts the definition of a cache.
   *
   * @param client stays open when the cache is closed
   * @param namespace which table's values these are. Two tables must never share one, nor a table
   *     and another that was deleted under the same name: versions of the two cannot be compared
   * @param codec turns values into bytes, normally {@code monoid.codec()}
   */
  public static <V> Builder<V> over(ValkeyClient client, String namespace, Codec<V> codec) {
    return new Builder<>(client, namespace, codec);
  }

  @Override
  public CompletionStage<Lookup<V>> get(Key key) {
    return getChunk(List.of(key)).thenApply(answers -> answers.get(0));
  }

  @Override
  public CompletionStage<List<Lookup<V>>> getMany(List<Key> wanted) {
    return Batches.inChunks(wanted, this::getChunk);
  }

  @Override
  public CompletionStage<Boolean> put(Key key, Stored<V> stored) {
    return putMany(Map.of(key, stored)).thenApply(arrived -> arrived == 1);
  }

  @Override
  public CompletionStage<Long> putMany(Map<Key, Stored<V>> values) {
    return Batches.inChunks(List.copyOf(values.entrySet()), this::putChunk)
        .thenApply(arrived -> arrived.stream().filter(yes -> yes).count());
  }

  /**
   * Rebuilds entries from the store, a thousand keys at a time: evicts them, reads the store
   * consistently, and puts what it returned. So it also heals entries of a higher version than the
   * store's, and those of items that are gone. Stops where the cache cannot be reached. Errors of
   * the store fail the stage; what was rebuilt before stays.
   */
  @Override
  public CompletionStage<Long> repopulate(Store<V> source, Collection<Key> wanted) {
    return new Repopulation<>(this, source, wanted).run();
  }

  /** Removes entries; completes with false if any of them could not be reached. */
  public CompletionStage<Boolean> evict(Collection<Key> unwanted) {
    return Batches.inChunks(List.copyOf(unwanted), this::evictChunk)
        .thenApply(gone -> gone.stream().allMatch(yes -> yes));
  }

  /** Stops sending lost puts again; the client stays open. */
  @Override
  public void close() {
    lost.close();
  }

  private CompletableFuture<List<Lookup<V>>> getChunk(List<Key> wanted) {
    // Now and not when the answer is there: a put that arrives meanwhile is too late for it.
    Set<Key> stale = lost.among(wanted);
    return client
        .call(link -> link.sendAll(commands(wanted, link.commands()::get)))
        .handle((found, error) -> error == null ? read(wanted, stale, found) : down(wanted, error));
  }

  private List<Link.Command> commands(
      List<Key> wanted, Function<byte[], CommandObject<?>> command) {
    return wanted.stream()
        .map(keys::item)
        .map(name -> new Link.Command(name, command.apply(name)))
        .toList();
  }

  private List<Lookup<V>> read(List<Key> wanted, Set<Key> stale, List<Object> found) {
    List<Lookup<V>> answers = new ArrayList<>(wanted.size());
    List<Key> corrupt = new ArrayList<>(0);
    for (int i = 0; i < wanted.size(); i++) {
      Key key = wanted.get(i);
      answers.add(stale.contains(key) ? new Lookup.Miss<>() : read(key, found.get(i), corrupt));
    }
    if (!corrupt.isEmpty()) {
      var unused = evictChunk(corrupt);
    }
    long hits = answers.stream().filter(Lookup.Hit.class::isInstance).count();
    recorder.recordEvents(names.cacheHit(), hits);
    recorder.recordEvents(names.cacheMiss(), answers.size() - hits);
    return answers;
  }

  private Lookup<V> read(Key key, Object found, List<Key> corrupt) {
    if (found == null) {
      return new Lookup.Miss<>();
    }
    try {
      if (found instanceof byte[] entry) {
        return new Lookup.Hit<>(CacheEntry.decode(entry, codec));
      }
      throw new CorruptValueException("no cache entry", (Throwable) found);
    } catch (CorruptValueException e) {
      recorder.recordError(names.cacheCorrupt(), e);
      corrupt.add(key);
      return new Lookup.Miss<>();
    }
  }

  private List<Lookup<V>> down(List<Key> wanted, Throwable error) {
    Throwable reason = ValkeyErrors.cause(error);
    recorder.recordEvents(names.cacheDown(), wanted.size());
    return Collections.nCopies(wanted.size(), new Lookup.Down<>(reason));
  }

  private CompletableFuture<List<Boolean>> putChunk(List<Map.Entry<Key, Stored<V>>> values) {
    return client
        .call(link -> CachePut.SCRIPT.runAll(link, values.stream().map(this::put).toList()))
        .handle((answers, error) -> error == null ? settle(values, answers) : remember(values));
  }

  private Script.Run put(Map.Entry<Key, Stored<V>> value) {
    return CachePut.of(
        keys.item(value.getKey()),
        CacheEntry.encode(value.getValue(), codec),
        value.getValue().expiresAtEpochSecond(),
        maxAgeSeconds);
  }

  private List<Boolean> settle(List<Map.Entry<Key, Stored<V>>> values, List<Object> answers) {
    List<Boolean> arrived = new ArrayList<>(values.size());
    for (int i = 0; i < values.size(); i++) {
      Object answer = answers.get(i);
      if (answer instanceof Throwable) {
        arrived.addAll(remember(values.subList(i, i + 1)));
      } else if (answer.equals(CachePut.NO_ROOM)) {
        lost.evicted(values.get(i).getKey());
        recorder.recordEvent(names.cachePutLost());
        arrived.add(false);
      } else {
        lost.arrived(values.get(i).getKey(), values.get(i).getValue().version());
        arrived.add(true);
      }
    }
    return arrived;
  }

  private List<Boolean> remember(List<Map.Entry<Key, Stored<V>>> values) {
    List<Boolean> arrived = new ArrayList<>(values.size());
    for (var value : values) {
      boolean later = lost.remember(value.getKey(), value.getValue());
      recorder.recordEvent(later ? names.cachePutLate() : names.cachePutLost());
      arrived.add(false);
    }
    return arrived;
  }

  private CompletableFuture<List<Boolean>> evictChunk(List<Key> unwanted) {
    return client
        .call(link -> link.sendAll(commands(unwanted, link.commands()::del)))
        .handle(
            (answers, error) -> {
              if (error != null) {
                return List.of(false);
              }
              unwanted.forEach(lost::evicted);
              return List.of(answers.stream().noneMatch(Throwable.class::isInstance));
            });
  }

  /**
   * Collects the parts of a {@link ValkeyCache}.
   *
   * @param <V> the type of the aggregate
   */
  public static final class Builder<V> {
    private final ValkeyClient client;
    private final String namespace;
    private final Codec<V> codec;
    private Duration maxAge = Duration.ofHours(1);
    private Recorder recorder = Recorder.noop();
    private MetricNames names = MetricNames.of("cache");

    private Builder(ValkeyClient client, String namespace, Codec<V> codec) {
      this.client = Objects.requireNonNull(client, "client");
      this.namespace = Objects.requireNonNull(namespace, "namespace");
      this.codec = Objects.requireNonNull(codec, "codec");
    }

    /**
     * How long an entry is kept after it was put: the bound on how old a value readers can see
     * where a put was lost for good. A whole number of seconds, at least one; an hour unless said.
     */
    public Builder<V> maxAge(Duration most) {
      if (most.toSeconds() < 1 || !most.equals(Duration.ofSeconds(most.toSeconds()))) {
        throw new IllegalArgumentException(
            "maxAge of a cache must be a positive number of whole seconds, was " + most);
      }
      maxAge = most;
      return this;
    }

    /**
     * Where hits, misses and failures are recorded, under a label, normally the pipeline's name.
     */
    public Builder<V> recordedBy(Recorder where, String label) {
      recorder = Objects.requireNonNull(where, "recorder");
      names = MetricNames.of(label);
      return this;
    }

    /** The cache. */
    public ValkeyCache<V> build() {
      return new ValkeyCache<>(this);
    }
  }
}
