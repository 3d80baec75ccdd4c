package io.murmur.swap;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Checks failed that were not overridden; the alias is where it was. */
public final class PromoteRefusedException extends SwapRefusedException {

  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // A tree map.
  private final Map<PromoteCheck, String> failures;

  /**
   * Creates the error.
   *
   * @param failures all checks that failed, each with its reason, whether overridden or not
   */
  PromoteRefusedException(Promotion promotion, Map<PromoteCheck, String> failures) {
    super(
        "alias '%s' was not moved to '%s':\n%s\nmend these, or override them by name"
            .formatted(
                promotion.alias(),
                promotion.table(),
                failures.entrySet().stream()
                    .map(
                        failure ->
                            "  - %s%s: %s"
                                .formatted(
                                    failure.getKey().word(),
                                    promotion.overridden().contains(failure.getKey())
                                        ? " (overridden)"
                                        : "",
                                    failure.getValue()))
                    .collect(Collectors.joining("\n"))));
    this.failures = Collections.unmodifiableMap(new TreeMap<>(failures));
  }

  /** All checks that failed, each with its reason. */
  public Map<PromoteCheck, String> failures() {
    return failures;
  }
}
