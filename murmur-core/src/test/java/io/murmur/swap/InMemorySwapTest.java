package io.murmur.swap;

import io.murmur.control.Documents;
import io.murmur.control.InMemoryDocuments;

class InMemorySwapTest extends SwapContract {

  private final Documents documents = new InMemoryDocuments();
  private final TableNames tables = new TableNames();

  @Override
  Documents documents() {
    return documents;
  }

  @Override
  PhysicalTables tables() {
    return tables;
  }

  @Override
  String newTable() {
    tables.add("page_views");
    return "page_views";
  }
}
