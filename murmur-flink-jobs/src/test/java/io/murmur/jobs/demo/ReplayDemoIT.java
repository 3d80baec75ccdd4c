package io.murmur.jobs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.jobs.demo.DemoProcess.Ended;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process that {@code mvn -Pdemo-replay} starts, with the arguments of the profile. */
class ReplayDemoIT {

  private static final int EVENTS = 4_000;

  @TempDir Path directory;

  @Test
  void aDefectIsReplayedAwayShownPromotedAndTakenBack() throws Exception {
    Instant day = Instant.EPOCH;
    PageViewArchive twin =
        PageViewArchive.write(
            directory.resolve("twin"), EVENTS, day, day.plus(14, ChronoUnit.DAYS));

    Ended demo =
        new DemoProcess("demo-replay", directory)
            .run(Map.of("demo.events", Integer.toString(EVENTS)));

    assertThat(demo.out())
        .contains("writing an archive of 4,000 page views to ")
        .contains("$ flink run replay-job.jar --pipeline ")
        .containsPattern("run mended completed")
        .contains("'page_views' is 'page_views_v2' now")
        .contains("'page_views' is 'page_views' again")
        .containsPattern("1  page:/ +%,d ".formatted(twin.views().get("/")))
        .containsPattern("1  page:/ +%,d ".formatted(twin.answered().get("/")))
        .contains("exact: %,d views".formatted(sum(twin)))
        .doesNotContain("WRONG");
    assertThat(demo.code()).isZero();
  }

  private static long sum(PageViewArchive archive) {
    return archive.views().values().stream().mapToLong(Long::longValue).sum();
  }
}
