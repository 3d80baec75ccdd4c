package io.murmur.definition;

import io.murmur.definition.aggregate.FieldUse;
import io.murmur.definition.event.Event;
import io.murmur.pipeline.Pipeline;
import java.util.List;
import java.util.Optional;

/**
 * One pipeline of a file, with what belongs to it alone.
 *
 * @param pipeline what is aggregated; serializable, and the same on every machine
 * @param texts how the file says what the pipeline takes from events, for plans
 * @param table where its aggregates go
 * @param cache a cache that follows the table
 * @param dedup what is done about events that come more than once
 * @param coalesce how much is folded before it is written
 * @param uses every field that the pipeline uses, with its place in the file
 */
public record Definition(
    Pipeline<Event, ?> pipeline,
    Texts texts,
    TableSettings table,
    Optional<CacheSettings> cache,
    DedupSettings dedup,
    CoalesceSettings coalesce,
    List<FieldUse> uses) {

  /** Copies the uses. */
  public Definition {
    uses = List.copyOf(uses);
  }

  /**
   * How the file says it.
   *
   * @param id the template of event ids; empty if the record's place is the id
   * @param time the expression and the format of event times
   * @param filter the condition
   * @param keys the templates of the keys
   */
  public record Texts(
      Optional<String> id, Optional<String> time, Optional<String> filter, List<String> keys) {

    /** Copies the keys. */
    public Texts {
      keys = List.copyOf(keys);
    }
  }

  /** The same into another table of its alias; the cache's keys are those of that table. */
  public Definition into(String other) {
    return new Definition(
        pipeline,
        texts,
        new TableSettings(other, table.claimsTable(), table.writer()),
        cache.map(keys -> keys.following(table.table(), other)),
        dedup,
        coalesce,
        uses);
  }

  /** The same under a name of the fence on each item. */
  public Definition writingAs(String writer) {
    return new Definition(
        pipeline,
        texts,
        new TableSettings(table.table(), table.claimsTable(), Optional.of(writer)),
        cache,
        dedup,
        coalesce,
        uses);
  }

  /** The pipeline's name. */
  public String name() {
    return pipeline.name();
  }
}
