package io.murmur.flink.bootstrap;

import io.murmur.control.Documents;
import io.murmur.control.Run;
import io.murmur.flink.coalesce.DeltaKey;
import io.murmur.flink.coalesce.KeyedDelta;
import io.murmur.flink.coalesce.KeyedFold;
import io.murmur.flink.coalesce.LocalCombine;
import io.murmur.flink.coalesce.Uncombined;
import io.murmur.flink.deadletter.LetterFolder;
import io.murmur.flink.dedup.Dedup;
import io.murmur.flink.extract.DeadLetter;
import io.murmur.flink.extract.EventTimes;
import io.murmur.flink.extract.Extract;
import io.murmur.flink.extract.LiftedEvent;
import io.murmur.flink.metrics.RunCounts;
import io.murmur.flink.metrics.SourceEnd;
import io.murmur.flink.metrics.Tally;
import io.murmur.flink.run.DeadLetterCheck;
import io.murmur.flink.run.LedgerCommitLog;
import io.murmur.flink.run.LedgerRunLog;
import io.murmur.flink.sink.MergeSink;
import io.murmur.flink.sink.MergeSinkBuilder;
import io.murmur.flink.sink.Opener;
import io.murmur.flink.source.SourceRecord;
import io.murmur.flink.source.SourceRecordTypeInfo;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The operators of a bootstrap.
 *
 * <pre>
 *   source → ends → extract → (dedup) → local combine → keyBy → (keyed fold) → merge sink
 *             |       |          |                                   |            |
 *             |       +----------+---------- counts -----------------+            |
 *             |       +----------|---------- dead letters -----------+            |
 *             +-----------------tally                                             |
 *                                +------------------→ the run's entry ←-----------+
 * </pre>
 *
 * The sink folds by key until the next checkpoint, so streaming needs a keyed fold only to hold
 * deltas longer than that. In batch there are no checkpoints: the keyed fold brings every key once,
 * at the end. Every operator has a uid made of its part and the pipeline's name.
 */
final class BootstrapGraph<T, V> {

  private final Bootstrap<T, V> bootstrap;
  private final Opener<? extends Documents> control;
  private final Run run;
  private final String name;

  /**
   * What all pipelines of a job read.
   *
   * @param records of the source
   * @param ends of its subtasks
   * @param counts of its parts
   */
  record Input(
      DataStream<SourceRecord> records, DataStream<SourceEnd> ends, DataStream<RunCounts> counts) {}

  BootstrapGraph(Bootstrap<T, V> bootstrap, Opener<? extends Documents> control, Run run) {
    this.bootstrap = bootstrap;
    this.control = control;
    this.run = run;
    this.name = bootstrap.pipeline.name();
  }

  /**
   * Adds the pipeline to the job.
   *
   * @param letters where dead letters are kept, if they are kept in files
   */
  void build(Input input, Optional<LetterFolder> letters) {
    StreamExecutionEnvironment environment = input.records().getExecutionEnvironment();
    SingleOutputStreamOperator<LiftedEvent<V>> extracted =
        extract().from(input.records()).uid(uid("extract"));
    DataStream<RunCounts> counts = extracted.getSideOutput(RunCounts.OUTPUT).union(input.counts());
    DataStream<DeadLetter> deadLetters = extracted.getSideOutput(DeadLetter.OUTPUT);
    DataStream<LiftedEvent<V>> events = extracted;
    if (bootstrap.duplicates instanceof Duplicates.RememberedByJob remembered) {
      SingleOutputStreamOperator<LiftedEvent<V>> distinct =
          Dedup.of(
                  extracted,
                  name,
                  bootstrap.pipeline.monoid(),
                  remembered.retention(),
                  bootstrap.recorders)
              .uid(uid("dedup"));
      counts = counts.union(distinct.getSideOutput(RunCounts.OUTPUT));
      events = distinct;
    }
    KeyedStream<KeyedDelta<V>, Tuple2<String, Long>> keyed =
        DeltaKey.partition(withMore(environment, combine(events)));
    DataStream<KeyedDelta<V>> deltas = keyed;
    if (foldable() && (run.batch() || !bootstrap.flushTick.isZero())) {
      SingleOutputStreamOperator<KeyedDelta<V>> folded = fold(environment, keyed);
      counts = counts.union(folded.getSideOutput(RunCounts.OUTPUT));
      deadLetters = deadLetters.union(folded.getSideOutput(DeadLetter.OUTPUT));
      deltas = folded;
    }
    Opener<LedgerRunLog> log =
        LedgerRunLog.opener(
            control,
            run,
            bootstrap.maxDeadLetters.map(
                limit -> new DeadLetterCheck(limit, run.batch(), whereabouts(letters))));
    sink(letters, log).addTo(deltas);
    Tally.of(name, run.generation(), run.batch(), counts, input.ends(), log::open)
        .uid(uid("tally"));
    if (bootstrap.deadLetters.isPresent()) {
      bootstrap.deadLetters.get().accept(deadLetters);
    }
    if (letters.isPresent()) {
      letters.get().take(deadLetters, name);
    }
  }

  private DataStream<KeyedDelta<V>> withMore(
      StreamExecutionEnvironment environment, DataStream<KeyedDelta<V>> deltas) {
    boolean claimed = bootstrap.duplicates instanceof Duplicates.Claimed;
    return bootstrap.moreDeltas.isPresent()
        ? deltas.union(bootstrap.moreDeltas.get().from(environment, claimed))
        : deltas;
  }

  /** Reads a source, once, for some pipelines. */
  static <S extends SourceSplit, E> Input read(
      StreamExecutionEnvironment environment,
      Source<SourceRecord, S, E> source,
      String name,
      List<String> pipelines) {
    SingleOutputStreamOperator<SourceRecord> records =
        environment
            .fromSource(
                EndingSource.of(source),
                WatermarkStrategy.noWatermarks(),
                "read " + name,
                SourceRecordTypeInfo.INSTANCE)
            .uid("murmur source")
            .transform("ends", SourceRecordTypeInfo.INSTANCE, new SourceEnds(pipelines))
            .uid("murmur source ends");
    return new Input(
        records, records.getSideOutput(SourceEnd.OUTPUT), records.getSideOutput(RunCounts.OUTPUT));
  }

  private Extract<SourceRecord, T, V> extract() {
    Extract<SourceRecord, T, V> extract =
        Extract.records(bootstrap.pipeline, bootstrap.decoder)
            .failingOnError(bootstrap.failOnError)
            .recordingTo(bootstrap.recorders, bootstrap.batchTick)
            .taking(times());
    return bootstrap.duplicates instanceof Duplicates.Counted ? extract : extract.carryingIds();
  }

  /** As of the run's first start, so that all its submissions leave out the same. */
  private EventTimes times() {
    return bootstrap.skipExpired && bootstrap.pipeline.eventTime().isPresent()
        ? bootstrap.times.unexpiredAt(run.startedAt())
        : bootstrap.times;
  }

  private SingleOutputStreamOperator<KeyedDelta<V>> combine(DataStream<LiftedEvent<V>> events) {
    if (bootstrap.duplicates instanceof Duplicates.Claimed) {
      return Uncombined.withClaims(events, bootstrap.pipeline.monoid()).uid(uid("combine"));
    }
    return bootstrap.pipeline.monoid().commutative()
        ? LocalCombine.of(events, bootstrap.pipeline.monoid(), bootstrap.combine)
            .uid(uid("combine"))
        : Uncombined.inOrder(events, bootstrap.pipeline.monoid()).uid(uid("combine"));
  }

  /** Whether deltas of a key may be folded before the sink; it folds them in any case. */
  private boolean foldable() {
    return bootstrap.pipeline.monoid().commutative()
        && !(bootstrap.duplicates instanceof Duplicates.Claimed);
  }

  private SingleOutputStreamOperator<KeyedDelta<V>> fold(
      StreamExecutionEnvironment environment,
      KeyedStream<KeyedDelta<V>, Tuple2<String, Long>> keyed) {
    SingleOutputStreamOperator<KeyedDelta<V>> folded =
        run.batch()
            ? KeyedFold.toTheEnd(keyed, name, bootstrap.pipeline.monoid())
            : KeyedFold.byTick(keyed, name, bootstrap.pipeline.monoid(), bootstrap.flushTick);
    // The scheduler of batch jobs would choose, down to 1.
    return folded.uid(uid("fold")).setParallelism(environment.getParallelism());
  }

  /** Where the dead letters of a run are that has too many of them. */
  private String whereabouts(Optional<LetterFolder> letters) {
    if (letters.isPresent()) {
      return run.batch()
          ? "In batch mode they are kept, below "
              + letters.get().files().root()
              + ", when the job ends well; leave the pipeline as it is until then"
          : "They are below "
              + letters.get().path()
              + ", those of the latest checkpoint perhaps only when the run goes on";
    }
    return bootstrap.deadLetters.isPresent()
        ? "They went where the program takes them"
        : "They were only counted: name a folder to keep those to come";
  }

  private MergeSink<V> sink(Optional<LetterFolder> letters, Opener<LedgerRunLog> log) {
    MergeSinkBuilder<V> sink =
        MergeSink.<V>builder()
            .pipeline(bootstrap.pipeline)
            .partitioned()
            .store(bootstrap.store)
            .onCommit(log)
            // Whether a start without state is right was decided before the run was submitted.
            .startOver(run.restoredFrom().isEmpty());
    if (bootstrap.duplicates instanceof Duplicates.Claimed claimed) {
      sink.claims(claimed.retention());
    } else {
      sink.fenced(run.writer(), run.generation())
          .commitLog(
              LedgerCommitLog.opener(
                  control, run.table(), run.writer(), run.id(), run.generation()));
    }
    if (bootstrap.mergeDeadLetters.isPresent()) {
      sink.deadLetters(bootstrap.mergeDeadLetters.get());
    } else if (!bootstrap.failOnError) {
      sink.deadLetters(
          letters.isPresent()
              ? letters.get().merges(bootstrap.pipeline)
              : LoggedMergeDeadLetters::new);
    }
    bootstrap.sinkSettings.forEach(setting -> setting.accept(sink));
    return sink.build();
  }

  private String uid(String part) {
    return "murmur " + part + " " + name;
  }
}
