package io.murmur.jobs;

import org.apache.flink.client.program.ProgramInvocationException;

/**
 * What the user can mend: its message says all there is to say, so it has no stack trace. Ends
 * {@code flink run} with an exit code other than 0.
 */
final class UserError extends ProgramInvocationException {

  private static final long serialVersionUID = 1L;

  UserError(Exception reason) {
    super(reason.getMessage());
    setStackTrace(new StackTraceElement[0]);
  }
}
