package io.murmur.control;

import java.util.Optional;

/** Whether a run may go on, judged by each change of its progress. */
@FunctionalInterface
public interface ProgressCheck {

  /** Every run may. */
  ProgressCheck NONE = progress -> Optional.empty();

  /** Why a run that got so far has failed; empty if it has not. */
  Optional<String> failure(RunProgress progress);
}
