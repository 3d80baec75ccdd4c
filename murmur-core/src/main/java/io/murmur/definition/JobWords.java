package io.murmur.definition;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.murmur.control.DeadLetterLimit;
import io.murmur.definition.yaml.Section;
import io.murmur.definition.yaml.Shape;
import io.murmur.definition.yaml.Shapes;
import io.murmur.definition.yaml.Word;
import io.murmur.definition.yaml.Words;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The words about how a job runs: dedup, coalesce, checkpoint, dead letters, mode. */
final class JobWords {

  private static final Map<String, DedupSettings.By> BY = by();

  private static final Word<DedupSettings.By> DEDUP_BY =
      Word.required(
          "by",
          Shapes.choice(BY),
          "none; job: ids are remembered in the job's state; claims: ids are claimed in a table,"
              + " in one transaction with each merge.");

  private static final Word<Duration> RETENTION =
      Word.optional(
          "retention",
          Shapes.duration(Duration.ofSeconds(1)),
          "How long an id is remembered at least; 7 days unless said.");

  private static final Words DEDUP_WORDS = Words.of("dedup", DEDUP_BY, RETENTION);

  private static final Word<Long> MAX_KEYS =
      Word.optional(
          "max-keys",
          Shapes.whole(1, 1 << 28),
          "How many keys each task folds before the shuffle; 262144 unless said.");

  private static final Word<Long> MAX_BYTES =
      Word.optional(
          "max-bytes",
          Shapes.size(1 << 10, 1L << 40),
          "About how many bytes they may hold; 64mb unless said.");

  static final Word<Duration> FLUSH_TICK =
      Word.optional(
          "flush-tick",
          Shapes.duration(Duration.ofMillis(1)),
          "Holds deltas by key this long, over checkpoints: fewer writes, later seen. Unless said,"
              + " until the next checkpoint.");

  private static final Words COALESCE_WORDS = Words.of("coalesce", MAX_KEYS, MAX_BYTES, FLUSH_TICK);

  private static final Word<Duration> INTERVAL =
      Word.required(
          "interval",
          Shapes.duration(Duration.ZERO),
          "The time between two checkpoints, each of which costs a write for every key that"
              + " changed.");

  private static final Words CHECKPOINT_WORDS = Words.of("checkpoint", INTERVAL);

  private static final Duration LEAST_INTERVAL = Duration.ofMillis(10);

  private static final Word<String> PATH =
      Word.optional(
          "path",
          Shapes.text(),
          "The folder that records which cannot be counted are written to; unless said, they are"
              + " only counted.");

  private static final Word<DeadLetterLimit> MAX =
      Word.optional(
          "max",
          limit(),
          "How many the run of each pipeline may have, merges that can never succeed included: with"
              + " more the job fails at its next checkpoint, in batch at the end. 1000, or 0.5% of"
              + " the records read, judged from 1000 records on; unless said, any number.");

  private static final Word<Boolean> FAIL_ON_ERROR =
      Word.optional(
          "fail-on-error", Shapes.flag(), "Whether the first one ends the job; false unless said.");

  private static final Words DEAD_LETTER_WORDS = Words.of("dead-letters", PATH, MAX, FAIL_ON_ERROR);

  private JobWords() {}

  static Shape<ExecutionMode> mode() {
    Map<String, ExecutionMode> modes = new LinkedHashMap<>();
    modes.put("streaming", ExecutionMode.STREAMING);
    modes.put("batch", ExecutionMode.BATCH);
    return Shapes.choice(modes);
  }

  static Shape<DedupSettings> dedup() {
    return Shapes.either(
        Shapes.section(DEDUP_WORDS, JobWords::dedup),
        Shapes.choice(BY).map(by -> new DedupSettings(by, Optional.empty())));
  }

  static Shape<CoalesceSettings> coalesce() {
    return Shapes.section(
        COALESCE_WORDS,
        section ->
            Optional.of(
                new CoalesceSettings(
                    section.get(MAX_KEYS).map(Long::intValue),
                    section.get(MAX_BYTES),
                    section.get(FLUSH_TICK))));
  }

  static Shape<CheckpointSettings> checkpoint() {
    return Shapes.section(CHECKPOINT_WORDS, JobWords::checkpoint);
  }

  static Shape<DeadLetterSettings> deadLetters() {
    return Shapes.section(DEAD_LETTER_WORDS, JobWords::deadLetters);
  }

  private static Optional<DedupSettings> dedup(Section section) {
    Optional<DedupSettings.By> by = section.get(DEDUP_BY);
    Optional<Duration> retention = section.get(RETENTION);
    if (by.isPresent() && by.get() == DedupSettings.By.NONE && section.has(RETENTION)) {
      section.problem(RETENTION, "nothing is remembered with 'by: none': take it out");
    }
    return by.map(who -> new DedupSettings(who, retention));
  }

  private static Optional<CheckpointSettings> checkpoint(Section section) {
    Optional<Duration> interval = section.get(INTERVAL);
    if (interval.isPresent() && interval.get().compareTo(LEAST_INTERVAL) < 0) {
      section.problem(
          INTERVAL,
          interval.get().isZero()
              ? "exactly once needs checkpoints: say an interval such as 30s, or 'mode: batch' to"
                  + " write once at the end"
              : "must be at least 10ms");
      return Optional.empty();
    }
    return Optional.of(new CheckpointSettings(interval));
  }

  private static Optional<DeadLetterSettings> deadLetters(Section section) {
    Optional<String> path = section.get(PATH);
    Optional<DeadLetterLimit> max = section.get(MAX);
    Optional<Boolean> fail = section.get(FAIL_ON_ERROR);
    if (fail.orElse(false) && section.has(MAX)) {
      section.problem(
          MAX, "has no use with 'fail-on-error: true', which allows none: take one of them out");
    }
    return Optional.of(new DeadLetterSettings(path, max, fail.orElse(false)));
  }

  private static Shape<DeadLetterLimit> limit() {
    Shape<DeadLetterLimit> reader =
        Shapes.checked(
            Shapes.text(DeadLetterLimit.FORM, DeadLetterLimit.FORM_IN_WORDS),
            DeadLetterLimit::parse);
    return Shapes.of(
        reader::read,
        parts -> {
          ObjectNode schema = JsonNodeFactory.instance.objectNode();
          schema.putArray("type").add("string").add("integer");
          return schema
              .put("pattern", "^(" + DeadLetterLimit.FORM.pattern() + ")$|\\$\\{")
              .put("minimum", 0);
        });
  }

  private static Map<String, DedupSettings.By> by() {
    Map<String, DedupSettings.By> by = new LinkedHashMap<>();
    by.put("none", DedupSettings.By.NONE);
    by.put("job", DedupSettings.By.JOB);
    by.put("claims", DedupSettings.By.CLAIMS);
    return by;
  }
}
