package io.murmur.flink.source.scan;

import io.murmur.control.Handoff;
import io.murmur.control.HandoffToken;
import java.util.Optional;

/**
 * One position for all pipelines that share a read: the source is asked once, and each run gets
 * what it said in its own name.
 */
public final class SharedToken implements TokenSource {

  private final TokenSource source;
  private Optional<HandoffToken> taken = Optional.empty();

  /** Asks a source when it is first asked itself. */
  public SharedToken(TokenSource source) {
    this.source = source;
  }

  @Override
  public synchronized HandoffToken capture(String pipeline, String run) throws Exception {
    if (taken.isEmpty()) {
      taken = Optional.of(source.capture(pipeline, run));
      return taken.get();
    }
    return Handoff.read(taken.get())
        .map(position -> inTheNameOf(pipeline, run, position).token())
        .orElse(taken.get());
  }

  private static Handoff inTheNameOf(String pipeline, String run, Handoff position) {
    return new Handoff(
        position.source(),
        position.position(),
        position.ranges(),
        position.takenAt(),
        pipeline,
        run);
  }
}
