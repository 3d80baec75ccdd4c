package io.murmur.definition;

/** Where the records of a job come from, as a definition says it. */
public interface SourceSettings {

  /** The word under which definitions have this kind of source: {@code files}. */
  String type();

  /**
   * What is read, in one line and without secrets: the same for the same input. It is part of the
   * derived run id, and of plans.
   */
  String describe();
}
