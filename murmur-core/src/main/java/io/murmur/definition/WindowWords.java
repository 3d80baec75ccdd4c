package io.murmur.definition;

import io.murmur.definition.yaml.Section;
import io.murmur.definition.yaml.Shape;
import io.murmur.definition.yaml.Shapes;
import io.murmur.definition.yaml.Word;
import io.murmur.definition.yaml.Words;
import io.murmur.window.Windowing;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The words about time buckets. */
final class WindowWords {

  private static final Duration LEAST = Duration.ofMillis(1);

  private static final Word<Duration> SIZE =
      Word.required(
          "size",
          Shapes.duration(LEAST),
          "How long a bucket is: they begin at multiples of it since 1970, UTC.");

  private static final Word<Duration> RETENTION =
      Word.optional(
          "retention",
          Shapes.duration(LEAST),
          "How long a bucket is kept after its end; for ever unless said.");

  private static final Words WORDS = Words.of("window", SIZE, RETENTION);

  private WindowWords() {}

  static Shape<Windowing> shape() {
    Map<String, Windowing> names = new LinkedHashMap<>();
    names.put("minute", Windowing.minutes());
    names.put("hour", Windowing.hours());
    names.put("day", Windowing.days());
    return Shapes.either(Shapes.section(WORDS, WindowWords::read), Shapes.choice(names));
  }

  private static Optional<Windowing> read(Section section) {
    Optional<Windowing> window = section.get(SIZE).map(Windowing::of);
    if (!section.has(RETENTION)) {
      return window;
    }
    Optional<Duration> retention = section.get(RETENTION);
    return window.flatMap(buckets -> retention.map(buckets::retainedFor));
  }
}
