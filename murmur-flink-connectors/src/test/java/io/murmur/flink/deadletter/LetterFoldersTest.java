package io.murmur.flink.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.control.InMemoryDocuments;
import io.murmur.control.Run;
import io.murmur.control.Run.Submission;
import io.murmur.control.RunLedger;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LetterFoldersTest {

  private final InMemoryDocuments documents = new InMemoryDocuments();
  private final DeadLetterFiles files = DeadLetterFiles.in("s3://bucket/letters");

  private Run submit(long generation, Optional<String> restoredFrom) {
    return new RunLedger(documents)
        .submit(
            new Submission(
                "run-1",
                "page views/2",
                "table",
                "bootstrap",
                false,
                generation,
                Optional.of("chk-" + generation),
                restoredFrom,
                Instant.EPOCH));
  }

  @Test
  void aRunHasAFolderBelowItsPipelinesAndItsOwnName() {
    LetterFolder folder = files.begin(documents, submit(3, Optional.empty()));
    assertThat(folder.path()).startsWith("s3://bucket/letters/page_views_2/run-1/g3-");
    assertThat(folder.redrives()).hasToString("s3://bucket/letters/page_views_2/run-1/redrives");
    assertThat(folder.files()).isEqualTo(files);
    assertThat(new LetterFolders(documents).of("run-1")).containsExactly(folder);
    assertThat(new LetterFolders(documents).of("another")).isEmpty();
  }

  @Test
  void aSubmissionThatGoesOnFromACheckpointGoesOnInTheSameFolder() {
    LetterFolder first = files.begin(documents, submit(3, Optional.empty()));
    assertThat(files.begin(documents, submit(4, Optional.of("chk-3/7")))).isEqualTo(first);
    assertThat(new LetterFolders(documents).of("run-1")).containsExactly(first);
  }

  @Test
  void theLettersOfASubmissionThatWasBegunAgainDoNotCount() {
    LetterFolder first = files.begin(documents, submit(3, Optional.empty()));
    // In batch mode the generation stays the same.
    LetterFolder second = files.begin(documents, submit(3, Optional.empty()));
    assertThat(second).isNotEqualTo(first);
    assertThat(new LetterFolders(documents).of("run-1")).containsExactly(second);
  }

  @Test
  void lettersThatMovedElsewhereWhileARunGoesOnAreInBothPlaces() {
    LetterFolder first = files.begin(documents, submit(3, Optional.empty()));
    LetterFolder moved =
        DeadLetterFiles.in("/elsewhere").begin(documents, submit(4, Optional.of("chk-3/7")));
    assertThat(moved.path()).startsWith("/elsewhere/");
    assertThat(new LetterFolders(documents).of("run-1")).containsExactly(moved, first);
    assertThat(files.begin(documents, submit(5, Optional.of("chk-4/9")))).isEqualTo(first);
    assertThat(new LetterFolders(documents).of("run-1")).containsExactly(first, moved);
  }

  @Test
  void aFolderWithoutANameIsRefused() {
    assertThatThrownBy(() -> DeadLetterFiles.in(" "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the folder of dead letters has no name");
  }
}
