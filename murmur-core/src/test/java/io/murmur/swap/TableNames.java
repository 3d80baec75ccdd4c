package io.murmur.swap;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tables that are nothing but their names. */
final class TableNames implements PhysicalTables {

  private final Set<String> names = ConcurrentHashMap.newKeySet();

  void add(String table) {
    names.add(table);
  }

  @Override
  public boolean exists(String table) {
    return names.contains(table);
  }

  @Override
  public List<String> createLike(String live, String shadow) {
    names.add(shadow);
    return List.of();
  }

  @Override
  public void drop(String table) {
    names.remove(table);
  }
}
