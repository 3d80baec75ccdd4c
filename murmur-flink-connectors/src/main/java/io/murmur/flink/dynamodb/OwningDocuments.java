package io.murmur.flink.dynamodb;

import io.murmur.control.Documents;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** Documents that close their client with themselves. */
final class OwningDocuments implements Documents {

  private final Documents documents;
  private final SdkAutoCloseable client;

  OwningDocuments(Documents documents, SdkAutoCloseable client) {
    this.documents = documents;
    this.client = client;
  }

  @Override
  public Optional<Document> get(String kind, String id) {
    return documents.get(kind, id);
  }

  @Override
  public List<Document> list(String kind) {
    return documents.list(kind);
  }

  @Override
  public boolean put(String kind, String id, String text, long expectedVersion) {
    return documents.put(kind, id, text, expectedVersion);
  }

  @Override
  public void close() {
    documents.close();
    client.close();
  }
}
