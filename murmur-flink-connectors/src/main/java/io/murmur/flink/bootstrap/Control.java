package io.murmur.flink.bootstrap;

import io.murmur.control.Documents;
import io.murmur.control.Run;
import io.murmur.control.RunLedger;
import io.murmur.flink.sink.Opener;
import io.murmur.flink.source.scan.ScanException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.flink.runtime.client.JobExecutionException;
import org.apache.flink.util.ExceptionUtils;

/** What a submission does with the control table. */
final class Control {

  private Control() {}

  static Documents open(Opener<? extends Documents> opener) {
    try {
      return opener.open();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("the control table cannot be opened: " + e.getMessage(), e);
    }
  }

  /** Tells the ledger of a failure; a run that is completed stays so. */
  static BootstrapFailedException failed(
      RunLedger ledger, List<Run> runs, Exception error, Instant at) {
    String reason = reason(error);
    runs.forEach(run -> ledger.fail(run.id(), run.generation(), reason, at));
    return new BootstrapFailedException(
        runs.stream().map(Run::id).collect(Collectors.joining("', '")), reason, error);
  }

  /** What went wrong first; Flink wraps it many times. */
  private static String reason(Exception error) {
    Optional<ScanException> scan = ExceptionUtils.findThrowable(error, ScanException.class);
    if (scan.isPresent()) {
      return scan.get().getMessage();
    }
    Throwable cause = error;
    while (cause.getCause() != null && (cause instanceof JobExecutionException || wraps(cause))) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private static boolean wraps(Throwable error) {
    return error.getClass().getName().startsWith("org.apache.flink.")
        || error instanceof ExecutionException
        || error instanceof CompletionException
        || isMadeByFlink(error);
  }

  /** Readers of sources wrap the error of a file in plain exceptions that say nothing of it. */
  private static boolean isMadeByFlink(Throwable error) {
    StackTraceElement[] trace = error.getStackTrace();
    return trace.length > 0 && trace[0].getClassName().startsWith("org.apache.flink.");
  }
}
