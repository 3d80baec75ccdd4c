package io.murmur.flink.sink;

import io.murmur.control.WriterMark;

/**
 * Told, once for each subtask of the writer and each of its epochs, that all of its merges are in
 * the store or kept as dead letters. This is how a bounded run knows what it did and that it is
 * done. Used by the thread that commits, one call at a time.
 */
public interface CommitListener extends AutoCloseable {

  /**
   * An epoch of a subtask is in the store. Comes before Flink forgets the epoch, and again if the
   * task fails in between: whoever counts has to know by the mark what is counted already. An error
   * fails the commit, which will be repeated, unless it is Flink's {@code
   * SuppressRestartsException}: that ends the job.
   *
   * @param counts what merging did; of a repeated epoch, what repeating it did
   */
  void committed(WriterMark mark, CommitCounts counts);

  @Override
  void close();
}
