package io.murmur.flink.bootstrap;

import io.murmur.control.Documents;
import io.murmur.flink.sink.Opener;
import io.murmur.flink.source.SourceRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Several pipelines over one read of one bounded source: one job, and a run for each pipeline. A
 * pipeline whose run had completed before is left out of the job; if all had, there is none.
 *
 * <p>The source, its name and the control table are those of the first pipeline; the others need
 * not name them again. Each pipeline decodes the records for itself. What stops one of them stops
 * the job, and started again it goes on with all of them from the same place.
 *
 * <pre>{@code
 * List<BootstrapReport> reports =
 *     Bootstraps.of(List.of(
 *             Bootstrap.of(views).from(source, "s3://events/2026/", decoder).into(…).control(…),
 *             Bootstrap.of(users).decoding(decoder).into(…)))
 *         .run(environment);
 * }</pre>
 */
public final class Bootstraps {

  private final List<Bootstrap<?, ?>> parts;

  private Bootstraps(List<? extends Bootstrap<?, ?>> parts) {
    this.parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("there is no pipeline to run");
    }
  }

  /** These together; one is fine. */
  public static Bootstraps of(List<? extends Bootstrap<?, ?>> parts) {
    return new Bootstraps(parts);
  }

  /**
   * Runs them and waits for their end.
   *
   * @return a report for each, in their order
   * @throws IllegalArgumentException if anything is missing or out of bounds; names all of it
   * @throws io.murmur.flink.run.RunRefusedException if a run must not start
   * @throws BootstrapFailedException if the job ended before all of its input was in the tables
   */
  public List<BootstrapReport> run(StreamExecutionEnvironment environment)
      throws BootstrapFailedException, InterruptedException {
    return submit(environment).await();
  }

  /**
   * Submits them and does not wait: the job itself brings the runs to their end in the control
   * table.
   *
   * @throws IllegalArgumentException if anything is missing or out of bounds; names all of it
   * @throws io.murmur.flink.run.RunRefusedException if a run must not start
   * @throws BootstrapFailedException if the job could not be submitted
   */
  public SubmittedBootstraps submit(StreamExecutionEnvironment environment)
      throws BootstrapFailedException {
    requireComplete();
    return new BootstrapRun(this).submit(environment);
  }

  List<Bootstrap<?, ?>> parts() {
    return parts;
  }

  Source<SourceRecord, ?, ?> source() {
    return first().source;
  }

  String sourceName() {
    return first().sourceName;
  }

  Opener<? extends Documents> control() {
    return first().control;
  }

  Bootstrap<?, ?> first() {
    return parts.get(0);
  }

  private void requireComplete() {
    List<String> problems = new ArrayList<>();
    if (source() == null) {
      problems.add("a source is needed: say from(…)");
    } else if (source().getBoundedness() != Boundedness.BOUNDED) {
      problems.add("the source must be bounded: a bootstrap ends");
    }
    for (Bootstrap<?, ?> part : parts) {
      for (String problem : part.problems(part == first(), source() != null)) {
        problems.add(parts.size() == 1 ? problem : part.pipeline.name() + ": " + problem);
      }
    }
    requireApart(problems);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "the bootstrap of %s cannot run:\n- %s"
              .formatted(title(), String.join("\n- ", problems)));
    }
    parts.forEach(Bootstrap::requireSinkSettings);
  }

  /** Two that are taken for one would lose what one of them writes. */
  private void requireApart(List<String> problems) {
    Set<String> names = new HashSet<>();
    Set<String> targets = new HashSet<>();
    Set<String> runs = new HashSet<>();
    for (Bootstrap<?, ?> part : parts) {
      String name = part.pipeline.name();
      if (!names.add(name)) {
        problems.add("there are two pipelines of the name '" + name + "': name them apart");
      }
      if (!targets.add(part.table + " by " + part.writer)) {
        problems.add(
            "%s: another pipeline writes into table '%s' as writer '%s', too: each takes the other's merges for its own, so give one a table or a writer of its own"
                .formatted(name, part.table, part.writer));
      }
      part.runId
          .filter(id -> !runs.add(id))
          .ifPresent(id -> problems.add(name + ": another pipeline has run id '" + id + "', too"));
      if (part.source != null
          && (part.source != source() || !part.sourceName.equals(sourceName()))) {
        problems.add(name + ": all pipelines of a job read the source of the first one");
      }
    }
  }

  /** For people. */
  String title() {
    return (parts.size() == 1 ? "pipeline '" : "pipelines '")
        + parts.stream().map(part -> part.pipeline.name()).collect(Collectors.joining("', '"))
        + "'";
  }
}
