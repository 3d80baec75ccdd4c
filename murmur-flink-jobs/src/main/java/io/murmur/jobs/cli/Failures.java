package io.murmur.jobs.cli;

import io.murmur.control.FingerprintMismatchException;
import io.murmur.flink.bootstrap.BootstrapFailedException;
import io.murmur.flink.definition.SampleFailedException;
import io.murmur.flink.run.RunRefusedException;
import io.murmur.state.StoreException;
import io.murmur.swap.SwapRefusedException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * How errors end a command: what the user can mend is one message and an exit code; only what is a
 * defect of Murmur itself shows where it happened.
 */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {

  @Override
  public int handleExecutionException(Exception thrown, CommandLine command, ParseResult parsed) {
    Exception error = thrown;
    if (thrown instanceof CompletionException && thrown.getCause() instanceof Exception cause) {
      error = cause;
    }
    Optional<ExitCode> code = codeOf(error);
    if (code.isPresent()) {
      print(command, error);
      return code.get().number();
    }
    command.getErr().println("murmur: this should not have happened, please report it:");
    error.printStackTrace(command.getErr());
    return ExitCode.FAILED.number();
  }

  @Override
  public int handleParseException(ParameterException error, String[] arguments) {
    CommandLine command = error.getCommandLine();
    print(command, error);
    UnmatchedArgumentException.printSuggestions(error, command.getErr());
    command.getErr().println("try: " + command.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE.number();
  }

  private static void print(CommandLine command, Exception error) {
    command.getErr().println(command.getColorScheme().errorText("murmur: " + message(error)));
  }

  /** The exit code of an error that its message says all about; empty for defects. */
  static Optional<ExitCode> codeOf(Exception error) {
    if (error instanceof NotFoundException) {
      return Optional.of(ExitCode.NOT_FOUND);
    } else if (error instanceof RunRefusedException
        || error instanceof FingerprintMismatchException
        || error instanceof SwapRefusedException) {
      return Optional.of(ExitCode.REFUSED);
    } else if (error instanceof IllegalArgumentException) {
      return Optional.of(ExitCode.USAGE);
    } else if (error instanceof StoreException
        || error instanceof SdkException
        || error instanceof BootstrapFailedException
        || error instanceof SampleFailedException
        || error instanceof UncheckedIOException
        || error instanceof IllegalStateException) {
      return Optional.of(ExitCode.FAILED);
    }
    return Optional.empty();
  }

  private static String message(Exception error) {
    return error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
  }
}
