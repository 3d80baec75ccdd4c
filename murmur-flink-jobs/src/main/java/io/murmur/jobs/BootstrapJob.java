package io.murmur.jobs;

import io.murmur.control.ControlTableException;
import io.murmur.control.FingerprintMismatchException;
import io.murmur.flink.bootstrap.BootstrapFailedException;
import io.murmur.flink.bootstrap.BootstrapReport;
import io.murmur.flink.bootstrap.SubmittedBootstraps;
import io.murmur.flink.run.RunRefusedException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine;

/**
 * Bootstraps a table from files or another table: {@code flink run bootstrap-job.jar --pipeline
 * page-views.yaml}, or with a compiled pipeline {@code --pipeline-class … --input … --table …}.
 *
 * <p>Ends with the report on the standard output. What the user can mend is one message without
 * stack trace.
 */
public final class BootstrapJob {

  private BootstrapJob() {}

  /** Runs the job with the environment that {@code flink run} set up. */
  public static void main(String[] arguments) throws Exception {
    PrintWriter out = new PrintWriter(System.out, true, java.nio.charset.StandardCharsets.UTF_8);
    BootstrapArguments parsed = new BootstrapArguments();
    CommandLine line = new CommandLine(parsed);
    // Otherwise a misspelt option behind --input would be taken for one more path.
    line.setUnmatchedOptionsAllowedAsOptionParameters(false);
    try {
      line.parseArgs(arguments);
      if (line.isUsageHelpRequested()) {
        line.usage(out);
        return;
      }
      StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
      parsed.progress().check();
      SubmittedBootstraps job = parsed.bootstraps(environment).submit(environment);
      writeTokens(parsed, job);
      List<BootstrapReport> reports =
          parsed.progress().await(job, environment.getConfiguration(), System.err);
      // Once more: what single ranges were read at is known at the end.
      writeTokens(parsed, job);
      new RunConsole(out, parsed.report()).ended(reports);
    } catch (CommandLine.ParameterException
        | IllegalArgumentException
        | RunRefusedException
        | FingerprintMismatchException
        | ControlTableException
        | BootstrapFailedException
        | UncheckedIOException e) {
      throw new UserError(e);
    }
  }

  private static void writeTokens(BootstrapArguments parsed, SubmittedBootstraps job) {
    parsed
        .tokenFile()
        .ifPresent(file -> TokenFiles.write(file, job.pipelines().size(), job.tokens()));
  }
}
