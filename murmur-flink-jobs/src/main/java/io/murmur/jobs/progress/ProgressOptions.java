package io.murmur.jobs.progress;

import io.murmur.flink.bootstrap.BootstrapFailedException;
import io.murmur.flink.bootstrap.BootstrapReport;
import io.murmur.flink.bootstrap.JobWatch;
import io.murmur.flink.bootstrap.SubmittedBootstraps;
import io.murmur.flink.source.SourceExtent;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.client.deployment.application.executors.EmbeddedExecutor;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.ReadableConfig;
import picocli.CommandLine.Option;

/** The options of progress. */
public final class ProgressOptions {

  private static final Duration BAR_INTERVAL = Duration.ofSeconds(2);
  private static final Duration LINES_INTERVAL = Duration.ofSeconds(10);
  private static final Duration MIN_INTERVAL = Duration.ofMillis(100);

  @Option(
      names = "--progress",
      paramLabel = "auto|bar|plain|none",
      description =
          "Shows on the error output how far the job is, while the client waits for it: as a bar,"
              + " in lines, or (${DEFAULT-VALUE}, the default) as a bar on a terminal and in lines"
              + " elsewhere. The latter not in detached mode.")
  private String mode = "auto";

  @Option(
      names = "--progress-interval",
      paramLabel = "DURATION",
      description = "How often; default: PT2S for a bar and PT10S for lines.")
  private Optional<Duration> interval = Optional.empty();

  /**
   * Checks what cannot be checked word by word.
   *
   * @throws IllegalArgumentException if it is wrong
   */
  public void check() {
    ProgressMode.parse(mode);
    interval
        .filter(time -> time.compareTo(MIN_INTERVAL) < 0)
        .ifPresent(
            time -> {
              throw new IllegalArgumentException(
                  "--progress-interval must be 100 ms at least, was " + time);
            });
  }

  /**
   * Waits for the end of a job and shows meanwhile how far it is; nothing if there is no job, or,
   * unless it was asked for, if nobody waits in front of the client.
   *
   * @param client the client's configuration
   * @param out where to, for people
   * @return what {@link SubmittedBootstraps#await()} does
   * @throws BootstrapFailedException as that does
   * @throws InterruptedException as that does
   */
  public List<BootstrapReport> await(
      SubmittedBootstraps job, ReadableConfig client, PrintStream out)
      throws BootstrapFailedException, InterruptedException {
    ProgressMode how = ProgressMode.parse(mode).chosen(attended(client), terminal());
    if (how == ProgressMode.NONE || job.jobId().isEmpty()) {
      return job.await();
    }
    Watching watching = watch(job, how == ProgressMode.BAR, out);
    try {
      return job.await();
    } finally {
      watching.close();
    }
  }

  private Watching watch(SubmittedBootstraps job, boolean bar, PrintStream out) {
    View view = bar ? new BarView(out) : new LinesView(out);
    JobWatch watch = job.watch();
    Poller poller = new Poller(new Watched(watch), view, InstantSource.system());
    return Watching.start(
        poller, interval.orElse(bar ? BAR_INTERVAL : LINES_INTERVAL), view, watch);
  }

  /** Whether standard input and output are a terminal: plain Java has no other way to ask. */
  @SuppressWarnings("SystemConsoleNull") // asked below
  private static boolean terminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      // From Java 22 on there is a console without a terminal, too.
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  /** Whether the main runs in the cluster: in application mode. */
  public static boolean inCluster(ReadableConfig client) {
    return EmbeddedExecutor.NAME.equals(client.get(DeploymentOptions.TARGET));
  }

  /** Not if the client is detached, or runs in the cluster. */
  private static boolean attended(ReadableConfig client) {
    return client.getOptional(DeploymentOptions.ATTACHED).orElse(true) && !inCluster(client);
  }

  private record Watched(JobWatch watch) implements Poller.Job {

    @Override
    public SourceExtent source() throws IOException, InterruptedException {
      return watch.sourceExtent();
    }

    @Override
    public Collection<? extends Map<String, Long>> counts() throws InterruptedException {
      return watch.counts().values();
    }
  }
}
