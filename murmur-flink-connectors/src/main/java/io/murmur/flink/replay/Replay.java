package io.murmur.flink.replay;

import io.murmur.control.HandoffToken;
import io.murmur.control.RunIds;
import io.murmur.flink.bootstrap.Bootstrap;
import io.murmur.flink.extract.EventTimes;
import io.murmur.pipeline.Pipeline;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What a replay is about, apart from its pipeline and its source.
 *
 * @param times the events that are replayed
 * @param shadow whether it fills a shadow table, and not the one that readers see
 * @param runId the run's id; empty to derive it from pipeline, source, times and table
 * @param cut where a live writer takes over; empty for the end of the times
 */
public record Replay(
    EventTimes times, boolean shadow, Optional<String> runId, Optional<HandoffToken> cut) {

  /** The name under which replays write, unless another is given. */
  public static final String WRITER = "replay";

  /** Rejects nulls. */
  public Replay {
    Objects.requireNonNull(times, "times");
    Objects.requireNonNull(runId, "runId");
    Objects.requireNonNull(cut, "cut");
  }

  /** The events of some times into the table that readers see. */
  public static Replay of(EventTimes times) {
    return new Replay(times, false, Optional.empty(), Optional.empty());
  }

  /** The same into a shadow table. */
  public Replay intoShadow() {
    return new Replay(times, true, runId, cut);
  }

  /** The same as a run of an id. */
  public Replay as(String id) {
    return new Replay(times, shadow, Optional.of(RunIds.check(id)), cut);
  }

  /** The same with a token of the place where a live writer takes over. */
  public Replay until(HandoffToken token) {
    return new Replay(times, shadow, runId, Optional.of(token));
  }

  /**
   * The id of its run: the same for the same pipeline, source, times and alias, whichever table
   * that is on.
   *
   * @param pipeline the pipeline's name
   * @param source what is read
   * @param alias the name of the table for readers
   */
  String runId(String pipeline, String source, String alias) {
    return runId.orElseGet(
        () ->
            RunIds.derive(
                pipeline,
                "replay of %s %s%s".formatted(source, times, shadow ? " into a shadow" : ""),
                alias));
  }

  /**
   * Checks that a pipeline can be replayed so.
   *
   * @throws IllegalArgumentException if not
   */
  void check(Pipeline<?, ?> pipeline) {
    if (times.ranged() && pipeline.eventTime().isEmpty()) {
      throw new IllegalArgumentException(
          "pipeline '%s' takes no time from its events, so there are none from a time to another: say event: {time: …} in the definition, or replay all"
              .formatted(pipeline.name()));
    }
    if (shadow) {
      wholeBuckets(pipeline, "from", times.from(), Instant.MIN);
      wholeBuckets(pipeline, "to", times.to(), Instant.MAX);
    }
  }

  /**
   * Checks that it is known where a live writer takes over from a shadow.
   *
   * @param positioned whether the source says that itself
   * @throws IllegalArgumentException if not
   */
  void requireEnd(Pipeline<?, ?> pipeline, boolean positioned) {
    if (shadow
        && !positioned
        && cut.isEmpty()
        && times.to().equals(Instant.MAX)
        && pipeline.eventTime().isPresent()) {
      throw new IllegalArgumentException(
          "the archive of pipeline '%s' goes on growing, so where a live writer takes over from the shadow has to be said: --to, a time up to which the archive is complete, or --token"
              .formatted(pipeline.name()));
    }
  }

  /** A shadow with half of a bucket would be promoted with a wrong value in it. */
  private static void wholeBuckets(
      Pipeline<?, ?> pipeline, String what, Instant moment, Instant unset) {
    var windowing = pipeline.windowing();
    if (moment.equals(unset) || !windowing.windowed()) {
      return;
    }
    long bucket = windowing.bucketOf(moment);
    if (!windowing.startOf(bucket).equals(moment)) {
      throw new IllegalArgumentException(
          "'%s' is %s, in the middle of a bucket of pipeline '%s', and a shadow would have half of it: say %s or %s"
              .formatted(
                  what,
                  moment,
                  pipeline.name(),
                  windowing.startOf(bucket),
                  windowing.endOf(bucket)));
    }
  }

  /** Makes a bootstrap, which writes to the table, this replay of it. */
  public <T, V> Bootstrap<T, V> apply(Bootstrap<T, V> bootstrap, ReplayTable table) {
    return bootstrap.taking(times).skipExpired(true).runId(table.runId()).handoff(table.cut());
  }
}
