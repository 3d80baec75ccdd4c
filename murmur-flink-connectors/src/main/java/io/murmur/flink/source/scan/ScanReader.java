package io.murmur.flink.source.scan;

import java.io.IOException;
import java.util.Optional;

/**
 * Reads ranges page by page. Each task has one, and calls it from one thread; between two pages of
 * one range there may be pages of others.
 */
public interface ScanReader extends AutoCloseable {

  /**
   * Reads the rows of a range that come after a key, in the order of their keys (whichever order
   * the database has), as many as make a good page.
   *
   * <p>Rows that were there when the range was begun and still are must all come once, whatever
   * else is inserted or deleted meanwhile: so the key is a bound, and not a row that has to be
   * found.
   *
   * @param range as the {@link ScanPlanner} said it
   * @param after the key to go on after: that of any row of this range, or a page's {@link
   *     ScanPage#next()}; empty to begin at the range's beginning
   * @throws ScanException for what can never succeed
   */
  ScanPage read(String range, Optional<String> after) throws Exception;

  @Override
  void close() throws IOException;
}
