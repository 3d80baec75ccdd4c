package io.murmur.flink.testing;

import java.io.Serializable;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An object of this JVM that a job graph can refer to, since MiniCluster runs its tasks here.
 *
 * @param <T> its type
 */
public final class Shared<T> implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final Map<String, Object> OBJECTS = new ConcurrentHashMap<>();

  private final String id = UUID.randomUUID().toString();

  private Shared() {}

  public static <T> Shared<T> of(T object) {
    Shared<T> shared = new Shared<>();
    OBJECTS.put(shared.id, object);
    return shared;
  }

  @SuppressWarnings("unchecked")
  public T get() {
    return (T) OBJECTS.get(id);
  }
}
