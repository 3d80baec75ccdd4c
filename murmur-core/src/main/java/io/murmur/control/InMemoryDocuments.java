package io.murmur.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Documents in memory: for tests, and for jobs that keep nothing between runs. */
public final class InMemoryDocuments implements Documents {

  private final Map<String, Map<String, Document>> kinds = new TreeMap<>();

  /** Creates an empty collection. */
  public InMemoryDocuments() {}

  @Override
  public synchronized Optional<Document> get(String kind, String id) {
    return Optional.ofNullable(kinds.getOrDefault(kind, Map.of()).get(id));
  }

  @Override
  public synchronized List<Document> list(String kind) {
    return new ArrayList<>(kinds.getOrDefault(kind, Map.of()).values());
  }

  @Override
  public synchronized boolean put(String kind, String id, String text, long expectedVersion) {
    Map<String, Document> documents = kinds.computeIfAbsent(kind, k -> new TreeMap<>());
    Document before = documents.get(id);
    if ((before == null ? 0 : before.version()) != expectedVersion) {
      return false;
    }
    documents.put(id, new Document(id, text, expectedVersion + 1));
    return true;
  }

  @Override
  public void close() {}
}
