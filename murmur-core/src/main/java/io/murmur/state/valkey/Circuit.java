package io.murmur.state.valkey;

/**
 * Remembers that a server is away, so that callers hear it at once instead of each waiting for the
 * timeout.
 *
 * <p>It opens when {@value #FAILURES} calls in a row have failed (a single lost connection is no
 * outage) and closes with the first that succeeds. While it is open no caller's call is let
 * through: whoever owns the circuit tries the server itself.
 */
final class Circuit {

  static final int FAILURES = 3;

  /** Told of each change; called under this circuit's lock, so it must be quick. */
  interface Listener {
    void opened(Throwable reason);

    void closed();
  }

  private final Listener listener;
  private volatile int failures;
  private volatile Throwable reason;

  Circuit(Listener listener) {
    this.listener = listener;
  }

  boolean closed() {
    return failures < FAILURES;
  }

  /** The latest failure; null if there was none. */
  Throwable reason() {
    return reason;
  }

  void succeeded() {
    if (failures > 0) {
      close();
    }
  }

  private synchronized void close() {
    boolean wasOpen = !closed();
    failures = 0;
    if (wasOpen) {
      listener.closed();
    }
  }

  synchronized void failed(Throwable why) {
    reason = why;
    if (closed()) {
      failures = failures + 1;
      if (!closed()) {
        listener.opened(why);
      }
    }
  }
}
