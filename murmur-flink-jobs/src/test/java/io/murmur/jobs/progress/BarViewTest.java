package io.murmur.jobs.progress;

import static org.assertj.core.api.Assertions.assertThat;

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

  @Test
  void aBarShowsWhatIsReadOfWhatThereIs() {
    // The bar draws itself now and then, also while it is being told.
    assertThat(draw(OptionalLong.of(266_000_000)))
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("about", " 45% [", "120/266 MB", "about 2 min 00 s left")
                    .contains("1,234,567 events, 45,000/s, 3,400 writes, 120/s, 10 dead letters"));
  }

  @Test
  void withoutASizeThereIsNoShareOfIt() {
    assertThat(draw(OptionalLong.empty()))
        .anySatisfy(line -> assertThat(line).contains("120/? MB", "1,234,567 events"))
        .allSatisfy(line -> assertThat(line).doesNotContain("45%"));
  }

  private List<String> draw(OptionalLong total) {
    try (BarView view = new BarView(new DelegatingProgressBarConsumer(drawn::add, 170))) {
      Snapshot now =
          new Snapshot(
              Instant.EPOCH, total, 120_000_000, 1_234_567, OptionalLong.empty(), 3_400, 10);
      view.show(
          new Progress(
              now,
              Duration.ofSeconds(35),
              45_000,
              120,
              total.isPresent() ? Optional.of(Duration.ofMinutes(2)) : Optional.empty()));
    }
    return drawn;
  }
}
