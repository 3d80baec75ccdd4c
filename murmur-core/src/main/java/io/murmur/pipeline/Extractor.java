package io.murmur.pipeline;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.function.Supplier;

/**
 * Runs one event through a pipeline's definition: filter, id, time, keys, lift. Every runner uses
 * this one, so they all agree on what an event adds.
 *
 * <p>Either all contributions of an event are passed on or, if it throws, none. Reuses its buffers:
 * not safe for concurrent use.
 *
 * @param <T> the event
 * @param <V> the stored value
 */
public final class Extractor<T, V> {

  /** The value of an event time that is not there. */
  public static final long NO_EVENT_TIME = Long.MIN_VALUE;

  /** Event times beyond this many milliseconds before or after 1970 are refused: no bucket ends. */
  private static final long FARTHEST_TIME = Long.MAX_VALUE / 2;

  /** As many entities of one event are looked up in a list. */
  private static final int FEW = 16;

  private final Pipeline<T, V> pipeline;
  private final Functions.Filter<T> filter;
  private final Functions.Extract<T, String> eventId;
  private final Functions.EventTime<T> eventTime;
  private final LongPredicate takes;
  private final Context context = new Context();
  private final List<String> entities = new ArrayList<>(4);
  private final Set<String> manyEntities = new HashSet<>();
  private final Consumer<String> addEntity = this::addEntity;
  private Step step = Step.FILTER;

  /** The steps that an event goes through, in their order. */
  public enum Step {
    /** Whether the event counts. */
    FILTER,
    /** What the event is called. */
    ID,
    /** When it happened. */
    TIME,
    /** Which entities it counts for. */
    KEY,
    /** What it adds. */
    LIFT,
    /** What it adds is passed on. */
    OUTPUT
  }

  /** Creates an extractor for a pipeline. */
  public Extractor(Pipeline<T, V> pipeline) {
    this(pipeline, millis -> true);
  }

  /**
   * Creates an extractor that passes only events of some times on. Of others it looks at nothing
   * that comes after the time.
   *
   * @param takes whether an event of a time, in milliseconds since the epoch, is taken; not asked
   *     where the pipeline takes no time from events
   */
  public Extractor(Pipeline<T, V> pipeline, LongPredicate takes) {
    this.pipeline = pipeline;
    this.takes = Objects.requireNonNull(takes, "takes");
    this.filter = pipeline.filter().orElse(null);
    this.eventId = pipeline.eventId().orElse(null);
    this.eventTime = pipeline.eventTime().orElse(null);
  }

  /** Takes the contributions of an event. */
  @FunctionalInterface
  public interface Output<V> {
    /**
     * Takes what the event adds to one key. The context is only valid during the call; asking it
     * for the id may build a string.
     */
    void accept(String entity, long bucket, V delta, EventContext event);
  }

  /**
   * Passes the contributions of an event on: none if it is filtered out or of a time that is not
   * taken, else one for each distinct entity.
   *
   * @param place gives the id of the event where the pipeline does not take one from it: the
   *     source's own place of the record. Asked only if someone wants the id
   * @return whether the event passed the filter, and is of a time that is taken
   * @throws InvalidEventException if the event has no usable id, time or key; whatever the
   *     pipeline's functions throw comes through as it is
   */
  public boolean extract(T event, Supplier<String> place, Output<? super V> output) {
    context.eventTimeMillis = NO_EVENT_TIME;
    context.eventId = null;
    step = Step.FILTER;
    if (filter != null && !filter.test(event)) {
      return false;
    }
    step = Step.ID;
    context.place = place;
    context.eventId = eventId == null ? null : requireId(eventId.apply(event));
    step = Step.TIME;
    if (eventTime != null) {
      context.eventTimeMillis = requireTime(eventTime.millis(event));
      if (!takes.test(context.eventTimeMillis)) {
        return false;
      }
    }
    step = Step.KEY;
    entities.clear();
    manyEntities.clear();
    pipeline.keys().forEach(event, addEntity);
    if (entities.isEmpty()) {
      return true;
    }
    step = Step.LIFT;
    V delta = pipeline.aggregation().lift().lift(event, context);
    if (delta == null) {
      throw new InvalidEventException("the aggregation lifted the event to null");
    }
    long bucket = eventTime == null ? 0 : pipeline.windowing().bucketOf(context.eventTimeMillis);
    step = Step.OUTPUT;
    for (int i = 0; i < entities.size(); i++) {
      output.accept(entities.get(i), bucket, delta, context);
    }
    return true;
  }

  /** The step that the latest event reached; after an exception, the one that threw it. */
  public Step step() {
    return step;
  }

  /**
   * The time of the latest event in milliseconds since the epoch; {@link #NO_EVENT_TIME} if there
   * is none, or it was not reached.
   */
  public long eventTimeMillis() {
    return context.eventTimeMillis;
  }

  /**
   * The id that the pipeline took from the latest event; empty if it takes none, or it was not
   * reached.
   */
  public Optional<String> eventId() {
    return eventId == null ? Optional.empty() : Optional.ofNullable(context.eventId);
  }

  private void addEntity(String entity) {
    if (entity == null || entity.isEmpty()) {
      throw new InvalidEventException("the key is missing or empty");
    }
    if (isNew(entity)) {
      entities.add(entity);
    }
  }

  /** A list is faster to search as long as it is short, and it nearly always is. */
  private boolean isNew(String entity) {
    if (entities.size() < FEW) {
      return !entities.contains(entity);
    }
    if (manyEntities.isEmpty()) {
      manyEntities.addAll(entities);
    }
    return manyEntities.add(entity);
  }

  private static String requireId(String id) {
    if (id == null || id.isEmpty()) {
      throw new InvalidEventException("the event has no id");
    }
    return id;
  }

  private static long requireTime(long millis) {
    if (millis < -FARTHEST_TIME || millis > FARTHEST_TIME) {
      throw new InvalidEventException(
          millis == NO_EVENT_TIME
              ? "the event has no time"
              : "the event time of " + millis + " ms since 1970 is out of any calendar");
    }
    return millis;
  }

  private static final class Context implements EventContext {
    private Supplier<String> place;
    private String eventId;
    private long eventTimeMillis;

    @Override
    public String eventId() {
      if (eventId == null) {
        eventId = requireId(place.get());
      }
      return eventId;
    }

    @Override
    public boolean hasEventTime() {
      return eventTimeMillis != NO_EVENT_TIME;
    }

    @Override
    public long eventTimeMillis() {
      if (!hasEventTime()) {
        throw new IllegalStateException(
            "this aggregation needs the event time, and the pipeline has none: say eventTime(event"
                + " -> …)");
      }
      return eventTimeMillis;
    }
  }
}
