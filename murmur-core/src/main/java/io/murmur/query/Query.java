package io.murmur.query;

import io.murmur.state.Cache;
import io.murmur.state.Consistency;
import io.murmur.state.Key;
import io.murmur.state.Store;
import io.murmur.window.BucketRange;
import io.murmur.window.Windowing;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Reads the aggregates of one pipeline. Safe for concurrent use; closes nothing.
 *
 * <p>Each call takes its whole answer from one table, with one batch read of the cache (if there is
 * one) and one of the store, however many entities and buckets are asked for; entities may repeat,
 * and answers are in the order of the entities. A bucket past its retention is never part of an
 * answer, whether the store has removed it yet or not.
 *
 * <p>With a cache, an answer is as old as the cache's entries may be; a query with {@link
 * Consistency#STRONG} does not ask the cache.
 *
 * <p>One call may span at most {@link Builder#maxKeys} keys (entities times buckets). Stages fail
 * with {@link IllegalArgumentException} for more, for {@link #get} of a pipeline with windows and
 * for windows of one without; with {@link ArithmeticException} if the buckets cannot be added up
 * exactly; and with the store's own exceptions. A cache never makes an answer fail.
 *
 * @param <V> the stored value
 */
public final class Query<V> {

  /** The bound on the keys of one call unless another one is set. */
  public static final int DEFAULT_MAX_KEYS = 50_000;

  private final Tables<V> tables;
  private final Windowing windowing;
  private final Consistency consistency;
  private final InstantSource clock;
  private final int maxKeys;

  private Query(Builder<V> builder) {
    this.tables = builder.tables;
    this.windowing = builder.windowing;
    this.consistency = builder.consistency;
    this.clock = builder.clock;
    this.maxKeys = builder.maxKeys;
  }

  /** Starts the definition of a query over a store without a cache. */
  public static <V> Builder<V> over(Store<V> store) {
    return over(Tables.fixed(Table.of(store)));
  }

  /** Starts the definition of a query over a store with a cache in front. */
  public static <V> Builder<V> over(Store<V> store, Cache<V> cache) {
    return over(Tables.fixed(Table.of(store, cache)));
  }

  /** Starts the definition of a query over whatever table is current when it is asked. */
  public static <V> Builder<V> over(Tables<V> tables) {
    return new Builder<>(tables);
  }

  /** The all-time aggregate of an entity. */
  public CompletionStage<Answer<V>> get(String entity) {
    return only(getMany(List.of(entity)));
  }

  /** The all-time aggregates of many entities. */
  public CompletionStage<List<Answer<V>>> getMany(List<String> entities) {
    return answer(
        entities,
        () -> {
          if (windowing.windowed()) {
            throw new IllegalArgumentException(
                "a pipeline with buckets of %s has no all-time aggregates: ask for a window or a range"
                    .formatted(windowing.canonical()));
          }
          return new BucketRange(Key.ALL_TIME, Key.ALL_TIME);
        });
  }

  /** The aggregate of an entity over "the last {@code span}", see {@link Windowing#trailing}. */
  public CompletionStage<Answer<V>> getWindow(String entity, Duration span, Instant now) {
    return only(getWindowMany(List.of(entity), span, now));
  }

  /** As {@link #getWindow} for many entities. */
  public CompletionStage<List<Answer<V>>> getWindowMany(
      List<String> entities, Duration span, Instant now) {
    return answer(entities, () -> windowing.trailing(span, now));
  }

  /**
   * The aggregate of an entity over all buckets that share an instant with {@code [from, to)}, see
   * {@link Windowing#overlapping}.
   */
  public CompletionStage<Answer<V>> getRange(String entity, Instant from, Instant to) {
    return only(getRangeMany(List.of(entity), from, to));
  }

  /** As {@link #getRange} for many entities. */
  public CompletionStage<List<Answer<V>>> getRangeMany(
      List<String> entities, Instant from, Instant to) {
    return answer(entities, () -> windowing.overlapping(from, to));
  }

  private CompletionStage<List<Answer<V>>> answer(
      List<String> entities, Supplier<BucketRange> range) {
    Question question;
    try {
      question = Question.of(entities, range.get(), windowing, clock.instant(), maxKeys);
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedFuture(e);
    } catch (ArithmeticException e) {
      return CompletableFuture.failedFuture(
          new IllegalArgumentException("the question reaches beyond the instants there are", e));
    }
    return tables
        .current()
        .thenCompose(
            table ->
                ReadThrough.read(table, question.keys(), consistency)
                    .thenApply(found -> question.answers(table.store().monoid(), found)));
  }

  private static <T> CompletionStage<T> only(CompletionStage<List<T>> answers) {
    return answers.thenApply(list -> list.get(0));
  }

  /**
   * Collects the parts of a {@link Query}.
   *
   * @param <V> the stored value
   */
  public static final class Builder<V> {
    private final Tables<V> tables;
    private Windowing windowing = Windowing.none();
    private Consistency consistency = Consistency.EVENTUAL;
    private InstantSource clock = InstantSource.system();
    private int maxKeys = DEFAULT_MAX_KEYS;

    private Builder(Tables<V> tables) {
      this.tables = Objects.requireNonNull(tables, "tables");
    }

    /** The pipeline's time buckets, {@code pipeline.windowing()}; none unless said. */
    public Builder<V> window(Windowing buckets) {
      windowing = Objects.requireNonNull(buckets, "buckets");
      return this;
    }

    /**
     * Which writes the answers must see; {@link Consistency#EVENTUAL} unless said. {@link
     * Consistency#STRONG} passes the cache by.
     */
    public Builder<V> consistency(Consistency reads) {
      consistency = Objects.requireNonNull(reads, "reads");
      return this;
    }

    /** The clock that says which buckets are past their retention; the system's unless said. */
    public Builder<V> clock(InstantSource source) {
      clock = Objects.requireNonNull(source, "source");
      return this;
    }

    /** The most keys (entities times buckets) that one call may read; positive. */
    public Builder<V> maxKeys(int most) {
      if (most < 1) {
        throw new IllegalArgumentException("maxKeys of a query must be positive, was " + most);
      }
      maxKeys = most;
      return this;
    }

    /** The query. */
    public Query<V> build() {
      return new Query<>(this);
    }
  }
}
