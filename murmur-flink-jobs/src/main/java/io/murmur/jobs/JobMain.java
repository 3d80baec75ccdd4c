package io.murmur.jobs;

import io.murmur.control.ControlTableException;
import io.murmur.control.FingerprintMismatchException;
import io.murmur.flink.bootstrap.BootstrapFailedException;
import io.murmur.flink.bootstrap.BootstrapReport;
import io.murmur.flink.bootstrap.SubmittedBootstraps;
import io.murmur.flink.run.RunRefusedException;
import io.murmur.flink.source.scan.ScanException;
import io.murmur.jobs.progress.ProgressOptions;
import io.murmur.state.StoreException;
import io.murmur.swap.SwapRefusedException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import picocli.CommandLine;

/** What the mains of bounded jobs have in common. */
final class JobMain {

  private JobMain() {}

  /**
   * Runs the job that the arguments describe, with the environment that {@code flink run} set up.
   */
  static void run(BootstrapArguments options, String[] arguments) throws Exception {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    CommandLine line = new CommandLine(options);
    // Otherwise a misspelt option behind --input would be taken for one more path.
    line.setUnmatchedOptionsAllowedAsOptionParameters(false);
    try {
      line.parseArgs(arguments);
      if (line.isUsageHelpRequested()) {
        line.usage(out);
        return;
      }
      StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
      options.progress().check();
      SubmittedBootstraps job = options.bootstraps(environment).submit(environment);
      if (job.jobId().isEmpty() && ProgressOptions.inCluster(environment.getConfiguration())) {
        runNothing(environment);
      }
      options.remarks().forEach(System.err::println);
      writeTokens(options, job);
      List<BootstrapReport> reports =
          options.progress().await(job, environment.getConfiguration(), System.err);
      // Once more: what single ranges were read at is known at the end.
      writeTokens(options, job);
      new RunConsole(out, options.report()).ended(reports);
    } catch (CommandLine.ParameterException
        | IllegalArgumentException
        | RunRefusedException
        | SwapRefusedException
        | FingerprintMismatchException
        | ControlTableException
        | StoreException
        | ScanException
        | BootstrapFailedException
        | UncheckedIOException e) {
      throw new UserError(e);
    } catch (CompletionException e) {
      // Of a request to the database that was waited for.
      if (e.getCause() instanceof StoreException error) {
        throw new UserError(error);
      }
      throw e;
    }
  }

  /**
   * In application mode Flink takes a main that runs no job for one that failed, and a run that had
   * completed before is as good as one that completes now.
   */
  private static void runNothing(StreamExecutionEnvironment environment) throws Exception {
    environment.fromData(0).name("nothing").sinkTo(new DiscardingSink<>()).name("nowhere");
    environment.execute("nothing to do: completed before");
  }

  private static void writeTokens(BootstrapArguments options, SubmittedBootstraps job) {
    options
        .tokenFile()
        .ifPresent(file -> TokenFiles.write(file, job.pipelines().size(), job.tokens()));
  }
}
