package io.murmur.flink.bootstrap;

import io.murmur.control.Documents;
import io.murmur.control.HandoffToken;
import io.murmur.control.Run;
import io.murmur.control.RunIds;
import io.murmur.control.RunLedger;
import io.murmur.flink.deadletter.LetterFolder;
import io.murmur.flink.run.RunRequest;
import io.murmur.flink.run.RunStart;
import io.murmur.flink.source.SourceRecord;
import io.murmur.flink.source.scan.CutSource;
import io.murmur.flink.source.scan.ScanSource;
import io.murmur.flink.source.scan.SharedToken;
import io.murmur.flink.source.scan.TokenSource;
import io.murmur.state.Store;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One submission: asks the ledger, and submits the job. */
final class BootstrapRun {

  private static final Logger LOG = LoggerFactory.getLogger(BootstrapRun.class);

  private final Bootstraps bootstraps;
  private final Clock clock = Clock.systemUTC();

  BootstrapRun(Bootstraps bootstraps) {
    this.bootstraps = bootstraps;
  }

  SubmittedBootstraps submit(StreamExecutionEnvironment environment)
      throws BootstrapFailedException {
    try (Documents documents = Control.open(bootstraps.control())) {
      configure(environment);
      List<RunStart> starts =
          RunStart.prepareAll(
              documents, requests(batch(environment)), environment.getConfiguration(), clock);
      List<Run> going = new ArrayList<>();
      for (RunStart start : starts) {
        if (start instanceof RunStart.Go go) {
          environment.configure(go.settings());
          going.add(go.run());
        } else if (start instanceof RunStart.AlreadyCompleted done) {
          LOG.info("run '{}' completed before: nothing is read or written", done.run().id());
        }
      }
      Optional<JobClient> job =
          going.isEmpty()
              ? Optional.empty()
              : Optional.of(execute(environment, documents, starts, going));
      return new SubmittedBootstraps(bootstraps, starts, job);
    }
  }

  private JobClient execute(
      StreamExecutionEnvironment environment,
      Documents documents,
      List<RunStart> starts,
      List<Run> going)
      throws BootstrapFailedException {
    RunLedger ledger = new RunLedger(documents);
    try {
      checkSource();
      List<HandoffToken> tokens = captureTokens(ledger, starts);
      BootstrapGraph.Input input =
          BootstrapGraph.read(
              environment,
              source(going, tokens),
              bootstraps.sourceName(),
              going.stream().map(Run::pipeline).toList());
      for (int i = 0; i < starts.size(); i++) {
        if (starts.get(i) instanceof RunStart.Go go) {
          Bootstrap<?, ?> part = bootstraps.parts().get(i);
          build(
              part,
              go.run(),
              input,
              part.deadLetterFiles.map(files -> files.begin(documents, go.run())));
        }
      }
      return environment.executeAsync("bootstrap " + bootstraps.title());
    } catch (Exception e) {
      throw Control.failed(ledger, going, e, clock.instant());
    }
  }

  private <T, V> void build(
      Bootstrap<T, V> part, Run run, BootstrapGraph.Input input, Optional<LetterFolder> letters) {
    new BootstrapGraph<>(part, bootstraps.control(), run).build(input, letters);
  }

  /** On the task managers a table that is not there would be tried for ever. */
  private static <V> void requireTables(Bootstrap<?, V> part) throws Exception {
    try (Store<V> store = part.store.open()) {
      store.reach().toCompletableFuture().get();
    }
  }

  /** What a scan can never read is known here, before there is a token or a job. */
  private void checkSource() throws Exception {
    if (bootstraps.source() instanceof ScanSource scan) {
      scan.check();
    }
  }

  /**
   * The source; one that learns its position while it scans adds it to the runs' tokens, and one
   * that is cut reads what they say.
   */
  private Source<SourceRecord, ?, ?> source(List<Run> going, List<HandoffToken> tokens) {
    if (bootstraps.source() instanceof CutSource<?, ?> cut) {
      return cut.reading(tokens);
    }
    return bootstraps.source() instanceof ScanSource scan
        ? scan.rangePositions(LedgerRangePositions.of(bootstraps.control(), going))
        : bootstraps.source();
  }

  /** The tokens of the runs that go, old or new, before anything is read. */
  private List<HandoffToken> captureTokens(RunLedger ledger, List<RunStart> starts)
      throws Exception {
    Optional<TokenSource> ofSource =
        bootstraps.source() instanceof CutSource<?, ?> cut
            ? Optional.of(new SharedToken(cut.token()))
            : Optional.empty();
    List<HandoffToken> tokens = new ArrayList<>();
    for (int i = 0; i < starts.size(); i++) {
      if (starts.get(i) instanceof RunStart.Go go) {
        Bootstrap<?, ?> part = bootstraps.parts().get(i);
        requireTables(part);
        captureToken(ledger, part.token.or(() -> ofSource), go.run()).ifPresent(tokens::add);
      }
    }
    return tokens;
  }

  private static Optional<HandoffToken> captureToken(
      RunLedger ledger, Optional<TokenSource> capture, Run run) throws Exception {
    if (run.token().isPresent() || capture.isEmpty()) {
      return run.token();
    }
    return Optional.of(
        ledger.keepToken(
            run.id(), run.generation(), capture.get().capture(run.pipeline(), run.id())));
  }

  /** What the job needs of its environment; leaves alone what the user has set. */
  private void configure(StreamExecutionEnvironment environment) {
    Configuration settings = new Configuration();
    settings.set(PipelineOptions.OBJECT_REUSE, true);
    settings.set(PipelineOptions.GENERIC_TYPES, false);
    if (!batch(environment) && !environment.getCheckpointConfig().isCheckpointingEnabled()) {
      settings.set(
          CheckpointingOptions.CHECKPOINTING_INTERVAL,
          bootstraps.parts().stream()
              .map(part -> part.checkpointInterval)
              .min(Duration::compareTo)
              .orElseThrow());
    }
    environment.configure(settings);
  }

  /** Whether there are no checkpoints: the source is bounded, so automatic is batch. */
  private static boolean batch(StreamExecutionEnvironment environment) {
    return environment.getConfiguration().get(ExecutionOptions.RUNTIME_MODE)
        != RuntimeExecutionMode.STREAMING;
  }

  private List<RunRequest> requests(boolean batch) {
    return bootstraps.parts().stream().map(part -> request(part, batch)).toList();
  }

  private RunRequest request(Bootstrap<?, ?> part, boolean batch) {
    String id =
        part.runId.orElseGet(
            () -> RunIds.derive(part.pipeline.name(), bootstraps.sourceName(), part.table));
    return new RunRequest(
        id,
        part.pipeline.name(),
        part.pipeline.fingerprint(),
        part.table,
        part.writer,
        batch,
        part.duplicates instanceof Duplicates.Claimed,
        part.acceptDoubleCounting);
  }
}
