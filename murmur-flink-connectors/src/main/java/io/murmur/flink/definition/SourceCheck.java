package io.murmur.flink.definition;

import io.murmur.definition.yaml.Value;
import java.util.List;

/** Has builders of sources say what they think of settings, at the place of what is looked at. */
final class SourceCheck {

  private static final String MISTAKE = "  - ";

  private SourceCheck() {}

  /** Whether the source can be made; why not, are problems of a value. */
  static boolean passes(FlinkSourceSettings settings, Value place) {
    try {
      settings.source();
      return true;
    } catch (IllegalArgumentException e) {
      // All its mistakes, each on a line, after one that says that there are some.
      List<String> mistakes =
          e.getMessage()
              .lines()
              .filter(line -> line.startsWith(MISTAKE))
              .map(line -> line.substring(MISTAKE.length()))
              .toList();
      (mistakes.isEmpty() ? List.of(e.getMessage()) : mistakes).forEach(place::problem);
      return false;
    }
  }
}
