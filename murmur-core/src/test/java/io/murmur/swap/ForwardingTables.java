package io.murmur.swap;

import java.util.List;

/** Tables through which tests get in between. */
class ForwardingTables implements PhysicalTables {

  private final PhysicalTables inner;

  ForwardingTables(PhysicalTables inner) {
    this.inner = inner;
  }

  @Override
  public boolean exists(String table) {
    return inner.exists(table);
  }

  @Override
  public List<String> createLike(String live, String shadow) {
    return inner.createLike(live, shadow);
  }

  @Override
  public void drop(String table) {
    inner.drop(table);
  }
}
