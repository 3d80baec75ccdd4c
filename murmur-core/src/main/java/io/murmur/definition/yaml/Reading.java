package io.murmur.definition.yaml;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What all values of one file share: its name and lines, the environment, the problems so far. */
final class Reading {

  private final String file;
  private final List<String> lines;
  private final Environment environment;

  /** A value that is reached twice (by an alias, or by two readers) has its problems once. */
  private final Set<Problem> problems = new LinkedHashSet<>();

  Reading(String file, String text, Environment environment) {
    this.file = file;
    this.lines = text.lines().toList();
    this.environment = environment;
  }

  Environment environment() {
    return environment;
  }

  /** A line by its number from 1, without its end. */
  String line(int number) {
    return number <= lines.size() ? lines.get(number - 1) : "";
  }

  void problem(Position at, String path, String message) {
    problems.add(describe(at, path, message));
  }

  Problem describe(Position at, String path, String message) {
    return new Problem(file, at.line(), at.column(), path, message);
  }

  /** All problems in the order of the file. */
  List<Problem> problems() {
    List<Problem> sorted = new ArrayList<>(problems);
    sorted.sort(Problem.BY_PLACE);
    return List.copyOf(sorted);
  }
}
