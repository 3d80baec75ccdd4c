package io.murmur.flink.source.scan;

import java.util.function.Supplier;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.source.reader.fetcher.SingleThreadFetcherManager;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;

/**
 * The thread that reads for a task. Flink would end it whenever it has nothing to read, as between
 * two ranges, and its connection with it; and one that ends while the next one begins may wait in
 * vain for its last word to be heard, which the task's end then waits for. So it stays until there
 * are no more ranges.
 */
final class ScanFetcher extends SingleThreadFetcherManager<ScanElement, ScanSplit> {

  private boolean rangesToCome = true;

  ScanFetcher(Supplier<SplitReader<ScanElement, ScanSplit>> readers, Configuration config) {
    super(readers, config);
  }

  /** Lets the thread end when it has read what it has. */
  void noMoreRanges() {
    rangesToCome = false;
  }

  @Override
  public boolean maybeShutdownFinishedFetchers() {
    return !rangesToCome && super.maybeShutdownFinishedFetchers();
  }
}
