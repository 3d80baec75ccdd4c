package io.murmur.flink.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.flink.coalesce.KeyedDelta;
import io.murmur.flink.sink.MergeDeadLetter;
import io.murmur.flink.sink.MergeDeadLetters;
import io.murmur.monoid.Monoids;
import io.murmur.pipeline.Pipeline;
import io.murmur.state.Key;
import io.murmur.state.Stamp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergeLetterFilesTest {

  private static final Pipeline<String, Long> PIPELINE =
      Pipeline.<String>named("p")
          .key(text -> text)
          .aggregate(Monoids.sumLong(), (text, context) -> 1L)
          .build();
  private static final Stamp STAMP = new Stamp(7, 0, 3);

  @TempDir Path directory;
  private LetterFolder folder;
  private MergeDeadLetters letters;

  @BeforeEach
  void open() throws Exception {
    folder = new LetterFolder(directory.toString(), "run-1");
    letters = folder.merges(PIPELINE).open();
  }

  private static MergeDeadLetter letter(String entity, long bucket, List<String> ids) {
    byte[] delta = PIPELINE.monoid().codec().encode(42L);
    return new MergeDeadLetter(
        "p",
        "bootstrap",
        STAMP,
        new Key(entity, bucket),
        Base64.getEncoder().encodeToString(delta),
        5,
        ids,
        "too large");
  }

  @Test
  void aMergeThatIsKeptAgainIsThereOnce() throws Exception {
    letters.keep(letter("a", 0, List.of()));
    letters.keep(letter("b", 0, List.of()));
    letters.keep(letter("a", 0, List.of()));
    letters.keep(letter("a", 1, List.of()));
    assertThat(LetterFiles.merges(folder)).hasSize(3);
    FiledMerge first =
        LetterFiles.merges(folder).stream()
            .map(MergeLetterFilesTest::read)
            .filter(m -> m.letter().key().equals(Key.allTime("b")))
            .findFirst()
            .orElseThrow();
    assertThat(first.letter()).isEqualTo(letter("b", 0, List.of()));
    assertThat(first.runId()).isEqualTo("run-1");
    assertThat(first.value()).isEqualTo("42");
  }

  @Test
  void whatAnEpochKeptIsKnownToItsNextCommitAndToNoOtherEpoch() throws Exception {
    assertThat(letters.kept(STAMP)).isEmpty();
    letters.keep(letter("a", 3, List.of()));
    assertThat(folder.merges(PIPELINE).open().kept(STAMP)).containsExactly(new Key("a", 3));
    assertThat(letters.kept(new Stamp(7, 0, 4))).isEmpty();
  }

  @Test
  void aFileThatIsNotFinishedIsNoLetter() throws Exception {
    letters.keep(letter("a", 0, List.of()));
    Path file = Path.of(LetterFiles.merges(folder).get(0).getPath());
    Files.copy(file, file.resolveSibling("." + file.getFileName() + ".draft"));
    assertThat(LetterFiles.merges(folder)).hasSize(1);
    assertThat(letters.kept(STAMP)).hasSize(1);
  }

  @Test
  void aDamagedLetterIsAnError() throws Exception {
    letters.keep(letter("a", 0, List.of()));
    Path file = Path.of(LetterFiles.merges(folder).get(0).getPath());
    Files.writeString(file, "{\"format\":1,", StandardCharsets.UTF_8);
    assertThatThrownBy(() -> letters.kept(STAMP))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file + " is not a merge that failed: ");
  }

  @Test
  void theDeltaIsThatOfTheMergeAndClaimsItsEventOrWhatStandsForIt() {
    assertThat(filed(List.of()).delta(PIPELINE.monoid(), false))
        .isEqualTo(KeyedDelta.of("a", 2, 42L, 5));
    assertThat(filed(List.of("e1")).delta(PIPELINE.monoid(), true).claims())
        .containsExactly(new KeyedDelta.ClaimedDelta<>("e1", 42L));
    assertThat(filed(List.of()).delta(PIPELINE.monoid(), true).claims())
        .containsExactly(
            new KeyedDelta.ClaimedDelta<>("merge bootstrap 7000000000000000000000003", 42L));
  }

  @Test
  void theSumOfSeveralClaimedEventsCannotBeTakenApartAndIsNotSentAgain() {
    assertThat(filed(List.of("e1", "e2")).whole()).isFalse();
    assertThat(filed(List.of("e1")).whole()).isTrue();
    assertThat(filed(List.of()).whole()).isTrue();
  }

  private static FiledMerge filed(List<String> ids) {
    return new FiledMerge("run-1", letter("a", 2, ids), "42", java.time.Instant.EPOCH);
  }

  private static FiledMerge read(org.apache.flink.core.fs.Path file) {
    try {
      return LetterFiles.merge(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
