package io.murmur.jobs.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.murmur.definition.DefinitionException;
import io.murmur.definition.Definitions;
import io.murmur.definition.yaml.Problem;
import io.murmur.flink.definition.SampleFailedException;
import io.murmur.flink.definition.Trial;
import io.murmur.flink.definition.Validation;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Whether a definition can be run, and what it makes of the first records. */
@Command(
    name = "validate",
    description = {
      "Checks a definition, and tries it on the first records of its source.",
      "Writes nothing, and asks no database but that of the source."
    },
    footer = {
      "",
      "Example:",
      "  murmur validate page-views.yaml --sample 100",
      "",
      "JSON: file, ok, problems of line, column, path, message; if it was tried, records,"
          + " undecodable, and pipelines of pipeline, counted, filtered, deadLetters, keys."
    })
final class ValidateCommand implements Callable<Integer> {

  /** How many of each kind are shown to people. */
  private static final int SHOWN = 5;

  @Mixin private Output output;
  @Mixin private SampleOptions options;

  @Override
  public Integer call() throws SampleFailedException {
    boolean wanted = options.wanted();
    Definitions job;
    try {
      job = options.definition();
    } catch (IllegalArgumentException e) {
      if (output.json() && e.getCause() instanceof DefinitionException wrong) {
        output.print(json(options.file(), wrong.problems()));
        return ExitCode.USAGE.number();
      }
      throw e;
    }
    Optional<Validation> tried = wanted ? Optional.of(options.tried(job)) : Optional.empty();
    List<Problem> problems = tried.map(Validation::problems).orElse(List.of());
    if (output.json()) {
      output.print(json(job, tried, problems));
    } else {
      tried.ifPresent(this::print);
      problems.forEach(problem -> output.print(problem.toString()));
      output.print(job.file() + (problems.isEmpty() ? " is fine" : " is not what its source has"));
    }
    return (problems.isEmpty() ? ExitCode.OK : ExitCode.USAGE).number();
  }

  private void print(Validation tried) {
    tried.undecodable().stream()
        .limit(SHOWN)
        .forEach(record -> output.print("no event: " + record.place() + ": " + record.reason()));
    for (Trial trial : tried.pipelines()) {
      trial.outcomes().stream()
          .filter(Trial.Failed.class::isInstance)
          .map(Trial.Failed.class::cast)
          .limit(SHOWN)
          .forEach(
              failed ->
                  output.print(
                      "dead letter: %s, %s: %s"
                          .formatted(failed.place(), failed.step(), failed.reason())));
      trial.outcomes().stream()
          .filter(Trial.Counted.class::isInstance)
          .map(Trial.Counted.class::cast)
          .limit(SHOWN)
          .forEach(counted -> print(counted));
      output.print(
          "%s: of %,d records %,d count, %,d are filtered, %,d would be dead letters"
              .formatted(
                  trial.pipeline(),
                  tried.records(),
                  count(trial, Trial.Counted.class),
                  count(trial, Trial.Filtered.class),
                  count(trial, Trial.Failed.class) + tried.undecodable().size()));
    }
  }

  private void print(Trial.Counted counted) {
    for (Trial.Contribution part : counted.contributions()) {
      output.print(
          "counts: %s adds %s to %s%s"
              .formatted(
                  counted.id(),
                  Presented.json(part.value()),
                  part.entity(),
                  part.bucket().map(begin -> " at " + begin).orElse("")));
    }
  }

  private static ObjectNode json(String file, List<Problem> problems) {
    ObjectNode answer = Output.object().put("file", file).put("ok", problems.isEmpty());
    ArrayNode all = answer.putArray("problems");
    for (Problem problem : problems) {
      all.addObject()
          .put("line", problem.line())
          .put("column", problem.column())
          .put("path", problem.path())
          .put("message", problem.message());
    }
    return answer;
  }

  private static ObjectNode json(
      Definitions job, Optional<Validation> tried, List<Problem> problems) {
    ObjectNode answer = json(job.file(), problems);
    if (tried.isPresent()) {
      answer.put("records", tried.get().records());
      answer.put("undecodable", tried.get().undecodable().size());
      ArrayNode pipelines = answer.putArray("pipelines");
      for (Trial trial : tried.get().pipelines()) {
        pipelines
            .addObject()
            .put("pipeline", trial.pipeline())
            .put("counted", count(trial, Trial.Counted.class))
            .put("filtered", count(trial, Trial.Filtered.class))
            .put("deadLetters", count(trial, Trial.Failed.class))
            .put("keys", trial.keys());
      }
    }
    return answer;
  }

  private static long count(Trial trial, Class<? extends Trial.Outcome> kind) {
    return trial.outcomes().stream().filter(kind::isInstance).count();
  }
}
