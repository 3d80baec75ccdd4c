package io.murmur.flink.source.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.flink.source.scan.ScanPlanner.Plan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScanProgressTest {

  private final ScanProgress progress = new ScanProgress(ScanState.begin(7));

  @Test
  void everyPlannedRangeIsGivenOutOnceAndThenDone() {
    progress.planned(new Plan(List.of("a", "b"), Optional.of("marker")));
    assertThat(progress.planNext()).contains("marker");
    progress.planned(Plan.all(List.of("c")));
    for (String range : List.of("a", "b", "c")) {
      ScanSplit split = progress.next().orElseThrow();
      assertThat(split.range()).isEqualTo(range);
      assertThat(progress.done()).isFalse();
      progress.told(split.end());
    }
    assertThat(progress.next()).isEmpty();
    assertThat(progress.done()).isTrue();
    assertThat(progress.finishedCount()).isEqualTo(3);
  }

  @Test
  void isNotDoneWhileMoreIsToBePlanned() {
    progress.planned(new Plan(List.of("a"), Optional.of("marker")));
    progress.told(progress.next().orElseThrow().end());
    assertThat(progress.done()).isFalse();
    assertThat(progress.wantsPlan()).isTrue();
    progress.planned(Plan.all(List.of()));
    assertThat(progress.done()).isTrue();
    assertThat(progress.wantsPlan()).isFalse();
  }

  @Test
  void aRangeThatWasFinishedAndComesBackIsReadAgain() {
    progress.planned(Plan.all(List.of("a")));
    ScanSplit split = progress.next().orElseThrow();
    progress.told(split.end());
    progress.back(List.of(split));
    assertThat(progress.finishedCount()).isZero();
    assertThat(progress.next()).contains(split);
    assertThat(progress.done()).isFalse();
  }

  @Test
  void aReaderThatWasSetBackHasItsRangeAgain() {
    progress.planned(Plan.all(List.of("a")));
    ScanSplit split = progress.next().orElseThrow();
    progress.told(split.end());
    progress.told(split);
    assertThat(progress.done()).isFalse();
    assertThat(progress.remaining()).isEqualTo(1);
    progress.told(split.end());
    progress.told(split.end());
    assertThat(progress.done()).isTrue();
    assertThat(progress.finishedCount()).isEqualTo(1);
  }

  @Test
  void theFirstPositionOfARangeIsKeptWithItsRange() {
    progress.planned(Plan.all(List.of("a", "b")));
    ScanSplit split = progress.next().orElseThrow();
    progress.told(
        new ScanSplit(split.splitId(), "a", Optional.empty(), Optional.of("time 5"), true));
    assertThat(progress.positions()).isEqualTo(Map.of("a", "time 5"));
    assertThat(new ScanProgress(progress.state()).positions()).isEqualTo(Map.of("a", "time 5"));
  }

  @Test
  void aHundredThousandRangesAreNeverHeldAtATime() {
    int planned = 0;
    int most = 0;
    int given = 0;
    while (!progress.done()) {
      if (progress.wantsPlan()) {
        List<String> ranges =
            java.util.stream.IntStream.range(planned, planned + ScanEnumerator.BATCH)
                .mapToObj(Integer::toString)
                .toList();
        planned += ranges.size();
        progress.planned(
            new Plan(
                ranges,
                planned < 100_000 ? Optional.of(Integer.toString(planned)) : Optional.empty()));
      }
      most = Math.max(most, progress.remaining());
      progress.told(progress.next().orElseThrow().end());
      given++;
    }
    assertThat(given).isEqualTo(planned).isGreaterThanOrEqualTo(100_000);
    assertThat(most).isLessThanOrEqualTo(ScanEnumerator.BATCH + ScanProgress.LOW);
  }
}
