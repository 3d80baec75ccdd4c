package io.murmur.control;

class InMemoryControlTest extends ControlContract {

  private final Documents documents = new InMemoryDocuments();

  @Override
  Documents documents() {
    return documents;
  }
}
