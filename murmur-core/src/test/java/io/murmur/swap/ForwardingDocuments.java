package io.murmur.swap;

import io.murmur.control.Documents;
import java.util.List;
import java.util.Optional;

/** A control table through which tests get in between. */
class ForwardingDocuments implements Documents {

  private final Documents inner;

  ForwardingDocuments(Documents inner) {
    this.inner = inner;
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
    return inner.put(kind, id, text, expectedVersion);
  }

  @Override
  public void close() {}
}
