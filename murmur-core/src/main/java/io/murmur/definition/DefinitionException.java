package io.murmur.definition;

import io.murmur.definition.yaml.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** A definition that cannot be run, with everything that is wrong with it, each on a line. */
public final class DefinitionException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /** Creates the error of at least one problem. */
  public DefinitionException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** All problems in the order of the file. */
  public List<Problem> problems() {
    return problems;
  }
}
