package io.murmur.swap.diff;

import io.murmur.monoid.Structure;
import io.murmur.state.Consistency;
import io.murmur.state.Key;
import io.murmur.state.ScannableStore;
import io.murmur.state.ScannableStore.Entry;
import io.murmur.state.ScannableStore.Page;
import io.murmur.state.Stored;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Compares two tables of one monoid key by key.
 *
 * <p>Both are scanned once; the keys of each page are looked up in the other table, consistently.
 * On DynamoDB that costs two read units for each 4 KB of either table, rounded up by item for the
 * looking up. What is read is what was there at that moment: only buckets that no writer changes
 * any more are sure to be compared as of one moment.
 *
 * @param <V> the type of the aggregate
 */
public final class Diff<V> {

  private final String liveName;
  private final ScannableStore<V> live;
  private final String shadowName;
  private final ScannableStore<V> shadow;
  private final DiffOptions options;
  private final InstantSource clock;
  private final Structure structure;
  private final Values values;
  private final DiffTally tally;

  private Diff(
      String liveName,
      ScannableStore<V> live,
      String shadowName,
      ScannableStore<V> shadow,
      DiffOptions options,
      InstantSource clock) {
    this.liveName = Objects.requireNonNull(liveName, "liveName");
    this.live = live;
    this.shadowName = Objects.requireNonNull(shadowName, "shadowName");
    this.shadow = shadow;
    this.options = options;
    this.clock = clock;
    this.structure = live.monoid().structure();
    this.values = new Values(options.doubleTolerance());
    this.tally = new DiffTally(options.worst());
    String other = shadow.monoid().structure().canonical();
    if (!structure.canonical().equals(other)) {
      throw new IllegalArgumentException(
          "'%s' holds values of %s and '%s' of %s: these cannot be compared"
              .formatted(liveName, structure.canonical(), shadowName, other));
    }
  }

  /**
   * Compares two tables; blocks until done.
   *
   * @throws io.murmur.state.StoreException if one of them cannot be read, or holds a value that
   *     does not parse; names the key
   * @throws IllegalArgumentException if their values are of different structures
   */
  public static <V> DiffReport run(
      String liveName,
      ScannableStore<V> live,
      String shadowName,
      ScannableStore<V> shadow,
      DiffOptions options)
      throws InterruptedException {
    return run(liveName, live, shadowName, shadow, options, InstantSource.system());
  }

  static <V> DiffReport run(
      String liveName,
      ScannableStore<V> live,
      String shadowName,
      ScannableStore<V> shadow,
      DiffOptions options,
      InstantSource clock)
      throws InterruptedException {
    return new Diff<>(liveName, live, shadowName, shadow, options, clock).run();
  }

  private DiffReport run() throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(options.segments());
    try {
      ExecutorCompletionService<Void> parts = new ExecutorCompletionService<>(threads);
      for (int i = 0; i < options.segments(); i++) {
        int segment = i;
        parts.submit(
            () -> {
              scan(live, segment, this::compareLive);
              scan(shadow, segment, this::findOnlyShadow);
              return null;
            });
      }
      for (int i = 0; i < options.segments(); i++) {
        result(parts.take());
      }
      return tally.report(liveName, shadowName, options);
    } finally {
      threads.shutdownNow();
    }
  }

  /** Handles a page of entries of closed buckets. */
  private interface OfPage<V> {
    void handle(List<Entry<V>> entries, List<Key> keys) throws InterruptedException;
  }

  private void scan(ScannableStore<V> table, int segment, OfPage<V> ofPage)
      throws InterruptedException {
    Optional<Key> from = Optional.empty();
    do {
      Page<V> page = await(table.scan(segment, options.segments(), from));
      List<Entry<V>> closed = new ArrayList<>(page.entries().size());
      List<Key> keys = new ArrayList<>(page.entries().size());
      for (Entry<V> entry : page.entries()) {
        if (options.closed(entry.key().bucket())) {
          closed.add(entry);
          keys.add(entry.key());
        } else {
          tally.open();
        }
      }
      if (!keys.isEmpty()) {
        ofPage.handle(closed, keys);
      }
      from = page.next();
    } while (from.isPresent());
  }

  private void compareLive(List<Entry<V>> entries, List<Key> keys) throws InterruptedException {
    List<Optional<Stored<V>>> others = await(shadow.getMany(keys, Consistency.STRONG));
    for (int i = 0; i < keys.size(); i++) {
      Stored<V> mine = entries.get(i).stored();
      if (others.get(i).isPresent()) {
        compare(keys.get(i), mine, others.get(i).get());
      } else if (!expired(mine)) {
        tally.different(Difference.onlyLive(keys.get(i), mine.value()));
      }
    }
  }

  private void findOnlyShadow(List<Entry<V>> entries, List<Key> keys) throws InterruptedException {
    List<Optional<Stored<V>>> others = await(live.getMany(keys, Consistency.STRONG));
    for (int i = 0; i < keys.size(); i++) {
      Stored<V> mine = entries.get(i).stored();
      if (others.get(i).isEmpty() && !expired(mine)) {
        tally.different(Difference.onlyShadow(keys.get(i), mine.value()));
      }
    }
  }

  private void compare(Key key, Stored<V> mine, Stored<V> other) {
    Verdict verdict = values.compare(structure, mine.value(), other.value());
    if (verdict.equal()) {
      tally.equal(
          verdict.exact(), mine.expiresAtEpochSecond().equals(other.expiresAtEpochSecond()));
    } else {
      tally.different(Difference.between(key, verdict, mine.value(), other.value()));
    }
  }

  /** Whether a value that was there has gone by itself before the other table was asked. */
  private boolean expired(Stored<V> stored) {
    var expiry = stored.expiresAtEpochSecond();
    return expiry.isPresent() && expiry.getAsLong() <= clock.instant().getEpochSecond();
  }

  private static <R> R await(CompletionStage<R> stage) throws InterruptedException {
    return result(stage.toCompletableFuture());
  }

  private static <R> R result(java.util.concurrent.Future<R> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("the comparison failed: " + e.getCause(), e);
    }
  }
}
