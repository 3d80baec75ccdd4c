package io.murmur.flink.redrive;

import io.murmur.control.Documents;
import io.murmur.control.RedrivenLetters;
import io.murmur.control.Run;
import io.murmur.control.RunStatus;
import io.murmur.flink.bootstrap.Bootstrap;
import io.murmur.flink.bootstrap.BootstrapFailedException;
import io.murmur.flink.bootstrap.BootstrapReport;
import io.murmur.flink.deadletter.LetterFolder;
import io.murmur.flink.run.RunRefusedException;
import io.murmur.flink.sink.Opener;
import io.murmur.flink.sink.StoreFactory;
import io.murmur.flink.source.RecordDecoder;
import io.murmur.pipeline.Pipeline;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the dead letters of a completed run through their pipeline into their table, after what was
 * wrong is mended: each letter that was not sent yet, once.
 *
 * <p>A redrive is a run of its own, whose id is made of the run's and of the files that it takes.
 * Which those are is settled in the control table before it begins; so a second redrive of the same
 * letters finds nothing to send, and one that died goes on where it was. Letters that fail again
 * are dead letters of the redrive, and the next redrive of the run takes those alone. Records keep
 * their places, and so their ids. Merges that failed are merged again in the same job.
 *
 * <p>Redrives write as {@value #WRITER}, one after the other: while one into a table has not
 * completed, no other begins.
 *
 * <pre>{@code
 * RedriveReport report =
 *     Redrive.of(pipeline, decoder)
 *         .lettersOf("page-views-0123456789ab")
 *         .into("page_views", dynamoDb.store("page_views", pipeline.monoid()))
 *         .control(dynamoDb.control("murmur_control"))
 *         .run(environment);
 * }</pre>
 *
 * @param <T> the event
 * @param <V> the stored value
 */
public final class Redrive<T, V> {

  /** The name under which redrives write. */
  public static final String WRITER = "redrive";

  private static final Logger LOG = LoggerFactory.getLogger(Redrive.class);

  private final Pipeline<T, V> pipeline;
  private final RecordDecoder<T> decoder;
  private final List<Consumer<Bootstrap<T, V>>> settings = new ArrayList<>();
  private String runId;
  private String table;
  private StoreFactory<V> store;
  private Opener<? extends Documents> control;

  private Redrive(Pipeline<T, V> pipeline, RecordDecoder<T> decoder) {
    this.pipeline = Objects.requireNonNull(pipeline, "pipeline");
    this.decoder = Objects.requireNonNull(decoder, "decoder");
  }

  /** Starts a redrive through a pipeline, as it is now. */
  public static <T, V> Redrive<T, V> of(Pipeline<T, V> pipeline, RecordDecoder<T> decoder) {
    return new Redrive<>(pipeline, decoder);
  }

  /** Whose letters are sent: a run's id; that of one of its redrives stands for the run. */
  public Redrive<T, V> lettersOf(String run) {
    this.runId = Objects.requireNonNull(run, "run");
    return this;
  }

  /** The run's table, and its store. */
  public Redrive<T, V> into(String tableName, StoreFactory<V> factory) {
    this.table = Objects.requireNonNull(tableName, "tableName");
    this.store = Objects.requireNonNull(factory, "factory");
    return this;
  }

  /** Opens the control table: here, and on the task managers. */
  public Redrive<T, V> control(Opener<? extends Documents> opener) {
    this.control = Objects.requireNonNull(opener, "opener");
    return this;
  }

  /**
   * Sets more of the job, as for a bootstrap: the cache, dedup as the run had it, limits. Source,
   * table, run id and writer stay the redrive's own.
   */
  public Redrive<T, V> with(Consumer<Bootstrap<T, V>> setting) {
    settings.add(Objects.requireNonNull(setting, "setting"));
    return this;
  }

  /**
   * Runs it and waits for its end.
   *
   * @throws IllegalArgumentException if anything is missing, or the control table does not know the
   *     run or its dead letters
   * @throws RunRefusedException if the redrive must not start; nothing was sent
   * @throws IOException if the letters cannot be read; nothing was sent
   * @throws BootstrapFailedException if the job failed; started again, it goes on
   */
  public RedriveReport run(StreamExecutionEnvironment environment)
      throws IOException, BootstrapFailedException, InterruptedException {
    requireComplete();
    Optional<Plan> plan;
    Run run;
    try (Documents documents = openControl()) {
      run = DeadLetterList.require(documents, runId);
      run =
          DeadLetterList.require(
              documents, RedriveLog.of(documents, run.table()).originOf(run.id()));
      requireRedrivable(run);
      plan = plan(documents, run);
      if (plan.isPresent()) {
        Manifest taken = plan.get().manifest();
        new RedrivenLetters(documents).note(taken.id(), taken.letters() + taken.deltas());
      }
    }
    if (plan.isEmpty()) {
      LOG.info("run '{}' has no dead letters that were not sent yet", run.id());
      return new RedriveReport(run.id(), 0, 0, Optional.empty());
    }
    Manifest manifest = plan.get().manifest();
    LOG.info(
        "redrive '{}' sends {} records and {} merges of run '{}'",
        manifest.id(),
        manifest.letters(),
        manifest.deltas(),
        run.id());
    BootstrapReport report = bootstrap(environment, plan.get()).run(environment);
    return new RedriveReport(run.id(), manifest.letters(), manifest.deltas(), Optional.of(report));
  }

  /**
   * What a redrive takes, and where the run's letters are.
   *
   * @param manifest what it takes
   * @param folder the run's folder
   */
  private record Plan(Manifest manifest, LetterFolder folder) {}

  /** Goes on with the redrive that has not completed, or begins one; empty if none is needed. */
  private Optional<Plan> plan(Documents documents, Run run) throws IOException {
    while (true) {
      RedriveLog log = RedriveLog.of(documents, table);
      List<String> redrives = log.ofRun(run.id()).stream().map(Manifest::id).toList();
      List<List<LetterFolder>> folders = DeadLetterList.folders(documents, run.id(), redrives);
      LetterFolder folder = folders.stream().flatMap(List::stream).findFirst().orElseThrow();
      Optional<Manifest> unfinished = DeadLetterList.unfinished(documents, log);
      if (unfinished.isPresent()) {
        requireOwn(unfinished.get(), run);
        return Optional.of(new Plan(unfinished.get(), folder));
      }
      Survey survey = Survey.of(folders, log.taken(), Survey.Sink.none());
      if (survey.nothingToSend()) {
        return Optional.empty();
      }
      Optional<Manifest> begun = log.add(folder.redrives(), survey, run.id());
      if (begun.isPresent()) {
        return Optional.of(new Plan(begun.get(), folder));
      }
    }
  }

  private Bootstrap<T, V> bootstrap(StreamExecutionEnvironment environment, Plan plan)
      throws IOException {
    Manifest manifest = plan.manifest();
    if (environment
        .getConfiguration()
        .getOptional(CheckpointingOptions.CHECKPOINTS_DIRECTORY)
        .isEmpty()) {
      // Beside the letters, which last: a redrive that died must be able to go on.
      Path beside = new Path(plan.folder().redrives(), manifest.id() + "-checkpoints");
      Configuration lasting = new Configuration();
      lasting.set(
          CheckpointingOptions.CHECKPOINTS_DIRECTORY,
          beside.makeQualified(beside.getFileSystem()).toUri().toString());
      environment.configure(lasting);
    }
    Bootstrap<T, V> bootstrap = Bootstrap.of(pipeline).deadLetterFiles(plan.folder().files());
    settings.forEach(setting -> setting.accept(bootstrap));
    if (!manifest.merges().isEmpty()) {
      bootstrap.alsoMerge(new MergeLetterDeltas<>(pipeline, manifest.merges()));
    }
    return bootstrap
        .from(LetterSource.of(manifest), "dead letters of run " + manifest.runId(), decoder)
        .into(table, store)
        .control(control)
        .runId(manifest.id())
        .writer(WRITER);
  }

  private void requireRedrivable(Run run) {
    if (!run.pipeline().equals(pipeline.name()) || !run.table().equals(table)) {
      throw new RunRefusedException(
          "run '%s' is of pipeline '%s' into table '%s', not of pipeline '%s' into table '%s': its dead letters belong there"
              .formatted(run.id(), run.pipeline(), run.table(), pipeline.name(), table));
    }
    if (run.status() != RunStatus.COMPLETED) {
      throw new RunRefusedException(
          "run '%s' has not completed, so its dead letters are not settled: what is one now may count when the run goes on. Start the run again until it completes, then send them. Nothing was sent"
              .formatted(run.id()));
    }
  }

  private void requireOwn(Manifest unfinished, Run run) {
    if (!unfinished.runId().equals(run.id())) {
      throw new RunRefusedException(
          "redrive '%s' of run '%s' into table '%s' has not completed, and there is one at a time: send the dead letters of run '%s' again, which goes on with it, then these. Nothing was sent"
              .formatted(unfinished.id(), unfinished.runId(), table, unfinished.runId()));
    }
  }

  private Documents openControl() {
    try {
      return control.open();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("the control table cannot be opened: " + e.getMessage(), e);
    }
  }

  private void requireComplete() {
    List<String> problems = new ArrayList<>();
    if (runId == null) {
      problems.add("a run is needed: say lettersOf(…)");
    }
    if (store == null) {
      problems.add("a table is needed: say into(…)");
    }
    if (control == null) {
      problems.add("a control table is needed: say control(…)");
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "the redrive of pipeline '%s' cannot run:\n- %s"
              .formatted(pipeline.name(), String.join("\n- ", problems)));
    }
  }
}
