package io.murmur.swap;

import java.util.List;

/**
 * Creates and deletes the tables themselves. Calls block; each may be repeated. Errors are {@link
 * io.murmur.state.StoreException}s.
 */
public interface PhysicalTables {

  /** Whether there is a table of a name. */
  boolean exists(String table);

  /**
   * Creates an empty table like another one and waits until it can be used. A table of the name
   * that is there already is taken if it is empty.
   *
   * @return what of the other table the new one does not have, in words for its owner
   * @throws io.murmur.state.StoreException if there is a table of the name and it is not empty, or
   *     no table to be like, or it cannot be created
   */
  List<String> createLike(String live, String shadow);

  /** Deletes a table with all that it holds and waits until it is gone; does nothing without. */
  void drop(String table);
}
