package io.murmur.jobs.cli;

import io.murmur.jobs.Moments;
import io.murmur.state.dynamodb.DynamoDbScan;
import io.murmur.window.BucketRange;
import io.murmur.window.Windowing;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which of a pipeline's buckets are meant; all unless said. */
final class TimeRange {

  @Option(
      names = "--last",
      paramLabel = "DURATION",
      description = "The buckets of the last 24h, 7d …, with the one that is still filling.")
  private Optional<Duration> last = Optional.empty();

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "From the bucket of 2026-03-01 or 2026-03-01T12:00:00Z on.")
  private Optional<String> from = Optional.empty();

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "Up to this time, which is not included; default: now.")
  private Optional<String> to = Optional.empty();

  /** The buckets of a pipeline; every one if nothing was said. */
  BucketRange of(Windowing windowing, Instant now) {
    if (last.isEmpty() && from.isEmpty() && to.isEmpty()) {
      return DynamoDbScan.EVERY_BUCKET;
    }
    if (!windowing.windowed()) {
      throw new IllegalArgumentException(
          "this pipeline has no windows: leave out --last, --from and --to");
    }
    if (last.isPresent()) {
      if (from.isPresent() || to.isPresent()) {
        throw new IllegalArgumentException("say either --last, or --from and --to");
      }
      return windowing.trailing(last.get(), now);
    }
    if (from.isEmpty()) {
      throw new IllegalArgumentException("--to needs --from");
    }
    return windowing.overlapping(
        Moments.parse("--from", from.get()),
        to.map(text -> Moments.parse("--to", text)).orElse(now));
  }
}
