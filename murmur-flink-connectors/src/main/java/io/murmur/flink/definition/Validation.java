package io.murmur.flink.definition;

import io.murmur.definition.Definition;
import io.murmur.definition.Definitions;
import io.murmur.definition.aggregate.FieldUse;
import io.murmur.definition.event.Event;
import io.murmur.definition.yaml.Problem;
import io.murmur.flink.source.RecordDecoder;
import io.murmur.flink.source.SourceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a definition makes of the first records of its source, without touching a table.
 *
 * @param records how many records were read
 * @param whole whether the source has no more
 * @param undecodable why records could not be read as events
 * @param pipelines what each pipeline makes of the others
 * @param problems what the sample shows to be wrong with the definition
 */
public record Validation(
    int records,
    boolean whole,
    List<Undecodable> undecodable,
    List<Trial> pipelines,
    List<Problem> problems) {

  /**
   * A record that is no event.
   *
   * @param place the record's place
   * @param reason what is wrong with it
   */
  public record Undecodable(String place, String reason) {}

  /** Copies the lists. */
  public Validation {
    undecodable = List.copyOf(undecodable);
    pipelines = List.copyOf(pipelines);
    problems = List.copyOf(problems);
  }

  /** Tries a definition on a sample of its source. */
  public static Validation of(Definitions job, Sample sample) {
    RecordDecoder<Event> decoder = DefinitionFiles.source(job).decoder(job.fields());
    List<Undecodable> undecodable = new ArrayList<>();
    List<Trial.Input> events = new ArrayList<>();
    for (SourceRecord record : sample.records()) {
      try {
        events.add(new Trial.Input(record.place(), decoder.decode(record)));
      } catch (Exception e) {
        undecodable.add(new Undecodable(record.place(), String.valueOf(e.getMessage())));
      }
    }
    List<Trial> trials = job.all().stream().map(one -> Trial.of(one.pipeline(), events)).toList();
    return new Validation(
        sample.records().size(),
        sample.whole(),
        undecodable,
        trials,
        missingFields(job, sample, events));
  }

  /** Fields that no record of the sample has, where the definition cannot do without them. */
  private static List<Problem> missingFields(
      Definitions job, Sample sample, List<Trial.Input> events) {
    List<Problem> problems = new ArrayList<>();
    if (events.isEmpty()) {
      return problems;
    }
    SampleFields seen = SampleFields.of(sample, DefinitionFiles.source(job).fieldsOf());
    for (Definition definition : job.all()) {
      for (FieldUse use : definition.uses()) {
        if (!use.optional() && !seen.has(use.path())) {
          Problem problem = use.problem(message(events.size(), use, seen.nearest(use.path())));
          if (!problems.contains(problem)) {
            problems.add(problem);
          }
        }
      }
    }
    problems.sort(Problem.BY_PLACE);
    return problems;
  }

  private static String message(int records, FieldUse use, Optional<String> nearest) {
    return "none of the first %,d records has the field '%s'%s"
        .formatted(
            records,
            use.name(),
            nearest
                .map(near -> "; did you mean '" + near + "'?")
                .orElse("; if it is rare, ask has(%s) first".formatted(use.name())));
  }
}
