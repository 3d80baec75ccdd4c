package io.murmur.jobs.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.flink.source.SourceExtent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import org.junit.jupiter.api.Test;

class BarViewTest {

  private final List<String> drawn = new CopyOnWriteArrayList<>();
  private long bytes = 120_000_000;

  @Test
  void aBarShowsWhatIsReadOfWhatThereIs() {
    assertThat(draw(SourceExtent.ofBytes(266_000_000)))
        .contains(
            "about", " 45% [", "120/266 MB", "about 2 min 00 s left, 1,234,567 events, 45,000/s")
        .contains("3,400 writes, 120/s, 10 dead letters");
  }

  @Test
  void withoutASizeThereIsNoShareOfIt() {
    assertThat(draw(SourceExtent.unknown()))
        .contains("120/? MB", "1,234,567 events")
        .doesNotContain("45%");
  }

  @Test
  void ofATableTheRecordsAreShown() {
    assertThat(draw(SourceExtent.ofRows(2_469_134))).contains(" 50% [", "1234567/2469134 records");
    bytes = 0;
    assertThat(draw(SourceExtent.unknown())).contains("1234567/? records").doesNotContain("%");
  }

  private String draw(SourceExtent source) {
    try (BarView view = new BarView(new DelegatingProgressBarConsumer(drawn::add, 170))) {
      Snapshot now =
          new Snapshot(Instant.EPOCH, source, bytes, 1_234_567, OptionalLong.empty(), 3_400, 10);
      view.show(
          new Progress(
              now,
              Duration.ofSeconds(35),
              45_000,
              120,
              source.known() ? Optional.of(Duration.ofMinutes(2)) : Optional.empty()));
    }
    return drawn.stream()
        .filter(line -> line.contains("events"))
        .findFirst()
        .orElse("nothing: " + drawn);
  }
}
