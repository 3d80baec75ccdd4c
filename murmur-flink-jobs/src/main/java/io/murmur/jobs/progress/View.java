package io.murmur.jobs.progress;

/** Where progress is shown. Used by one thread at a time. */
interface View extends AutoCloseable {

  /** Shows the newest. */
  void show(Progress progress);

  /** Leaves room for what comes next. */
  @Override
  void close();
}
