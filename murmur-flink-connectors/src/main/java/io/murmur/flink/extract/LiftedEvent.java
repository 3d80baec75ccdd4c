package io.murmur.flink.extract;

import io.murmur.flink.types.MonoidSerializer;
import io.murmur.flink.types.SerializerTypeInfo;
import io.murmur.monoid.Monoid;
import java.util.Arrays;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * What one event adds, and to which entities of which bucket. An event with several keys is still
 * one of these, so that it is a duplicate, or not, as a whole.
 *
 * <p>Mutable, and reused by who fills it: whoever keeps one takes a {@link #copy()}.
 *
 * @param <V> the stored value
 */
public final class LiftedEvent<V> {

  /** The id of events whose id nobody asked for: building one may cost more than the event. */
  public static final String NO_ID = "";

  private String id = NO_ID;
  private long bucket;
  private V delta;
  private String[] entities = new String[1];
  private int size;

  /** Creates one without content; {@link #start} comes first. */
  public LiftedEvent() {}

  /** The type information of the events of a monoid; Flink cannot find it by itself. */
  public static <V> TypeInformation<LiftedEvent<V>> typeInfo(Monoid<V> monoid) {
    return SerializerTypeInfo.of(
        LiftedEvent.class, new LiftedEventSerializer<>(new MonoidSerializer<>(monoid)));
  }

  /** Makes this an event of no entity. */
  public void clear() {
    size = 0;
  }

  /**
   * Makes this another event, of no entity yet.
   *
   * @param eventId the event's id or {@link #NO_ID}
   * @param timeBucket the bucket of its time
   * @param value what it adds to each of its entities
   */
  public void start(String eventId, long timeBucket, V value) {
    // Often both are what they were, and to compare is cheaper than to write a reference.
    if (!eventId.equals(this.id)) {
      this.id = eventId;
    }
    this.bucket = timeBucket;
    if (this.delta != Objects.requireNonNull(value, "value")) {
      this.delta = value;
    }
    this.size = 0;
  }

  /** Adds an entity that the event counts for; each only once. */
  public void addEntity(String entity) {
    if (size == entities.length) {
      entities = Arrays.copyOf(entities, 2 * size);
    }
    entities[size++] = Objects.requireNonNull(entity, "entity");
  }

  /** The event's id, or {@link #NO_ID} if it was not asked for. */
  public String id() {
    return id;
  }

  /** The bucket of the event's time. */
  public long bucket() {
    return bucket;
  }

  /** What the event adds to each of its entities. */
  public V delta() {
    return delta;
  }

  /** How many entities the event counts for; may be none. */
  public int size() {
    return size;
  }

  /** One of the entities that the event counts for. */
  public String entity(int index) {
    return entities[Objects.checkIndex(index, size)];
  }

  /** An event of its own with the same content. */
  public LiftedEvent<V> copy() {
    LiftedEvent<V> copy = new LiftedEvent<>();
    copy.id = id;
    copy.bucket = bucket;
    copy.delta = delta;
    copy.entities = Arrays.copyOf(entities, Math.max(1, size));
    copy.size = size;
    return copy;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LiftedEvent<?> that
        && id.equals(that.id)
        && bucket == that.bucket
        && Objects.equals(delta, that.delta)
        && Arrays.equals(entities, 0, size, that.entities, 0, that.size);
  }

  @Override
  public int hashCode() {
    return Objects.hash(id, bucket, delta);
  }

  @Override
  public String toString() {
    return "event %s adds %s to %s in bucket %d"
        .formatted(id, delta, Arrays.asList(entities).subList(0, size), bucket);
  }
}
