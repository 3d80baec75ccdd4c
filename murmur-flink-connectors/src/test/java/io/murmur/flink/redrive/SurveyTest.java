package io.murmur.flink.redrive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.flink.deadletter.LetterFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SurveyTest {

  @TempDir Path directory;
  private LetterFolder folder;

  @BeforeEach
  void makeTheFolder() throws IOException {
    folder = new LetterFolder(directory.toString(), "r");
    Files.createDirectories(directory.resolve("records"));
  }

  private String file(String name, String... lines) throws IOException {
    Path file = directory.resolve("records").resolve(name);
    Files.writeString(file, String.join("\n", lines) + "\n");
    return "file:" + file;
  }

  private static String line(String stage, long position, int length) {
    return ("{\"format\":1,\"run\":\"r\",\"pipeline\":\"p\",\"stage\":\"%s\",\"reason\":\"?\",\"origin\":\"f\","
                + "\"position\":%d,\"attempt\":0,\"at\":\"2026-01-01T00:00:00Z\",\"length\":%d,\"text\":\"abc\"}")
        .formatted(stage, position, length);
  }

  private Survey survey(Set<String> taken) throws IOException {
    return Survey.of(List.of(List.of(folder)), taken, Survey.Sink.none());
  }

  @Test
  void aLetterThatATaskWroteAgainIsSentOnce() throws IOException {
    String first = file("letters-a.jsonl", line("DECODE", 1, 3), line("DECODE", 2, 3));
    String second = file("letters-b.jsonl", line("DECODE", 3, 3), line("DECODE", 2, 3));
    Survey survey = survey(Set.of());
    assertThat(survey.sendable()).isEqualTo(3);
    assertThat(survey.openRecords())
        .containsExactly(
            new Manifest.Records(first, List.of()),
            new Manifest.Records(second, List.of(line("DECODE", 3, 3).length() + 1L)));
  }

  @Test
  void whatIsNotWholeIsNeverSentAndWhatWasTakenIsNotSentAgain() throws IOException {
    String taken = file("letters-a.jsonl", line("DECODE", 1, 3));
    file("letters-b.jsonl", line("SOURCE", 2, 3), line("DECODE", 3, 4), line("MERGE", 0, 3));
    Survey survey = survey(Set.of(taken));
    assertThat(survey.sendable()).isZero();
    assertThat(survey.openRecords()).isEmpty();
    assertThat(survey.nothingToSend()).isTrue();
  }

  @Test
  void sumsThatGrewTooLargeAreNotTakenForOneAnother() throws IOException {
    file("letters-a.jsonl", line("MERGE", 0, 3), line("MERGE", 0, 3));
    long[] found = {0};
    Survey.of(
        List.of(List.of(folder)),
        Set.of(),
        new Survey.Sink() {
          @Override
          public void record(io.murmur.flink.deadletter.FiledLetter letter, Survey.State state) {
            found[0]++;
          }

          @Override
          public void merge(io.murmur.flink.deadletter.FiledMerge merge, Survey.State state) {}
        });
    assertThat(found[0]).isEqualTo(2);
  }

  @Test
  void filesThatAreNotFinishedAreLeftAlone() throws IOException {
    file(".letters-a.jsonl.inprogress.1", "{");
    file("letters-b.jsonl.tmp", "{");
    assertThat(survey(Set.of()).nothingToSend()).isTrue();
  }

  @Test
  void aDamagedFileIsAnErrorWithItsPlace() throws IOException {
    String file = file("letters-a.jsonl", line("DECODE", 1, 3), "{\"format\":1,");
    assertThatThrownBy(() -> survey(Set.of()))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            file + ":" + (line("DECODE", 1, 3).length() + 1) + " is not a dead letter: ");
  }

  @Test
  void theIdOfARedriveIsThatOfItsFiles() {
    var one = List.of(new Manifest.Records("a", List.of()), new Manifest.Records("b", List.of()));
    var turned =
        List.of(new Manifest.Records("b", List.of(3L)), new Manifest.Records("a", List.of()));
    assertThat(Manifest.idOf("run", one, List.of()))
        .isEqualTo(Manifest.idOf("run", turned, List.of()))
        .matches("run-redrive-[0-9a-f]{12}")
        .isNotEqualTo(Manifest.idOf("run", one, List.of("m")))
        .isNotEqualTo(Manifest.idOf("other", one, List.of()));
    assertThat(Manifest.idOf("x".repeat(200), one, List.of())).hasSizeLessThanOrEqualTo(200);
  }

  @Test
  void aManifestComesBackAsItWasWritten() throws IOException {
    Manifest manifest =
        new Manifest(
            "id",
            "run",
            List.of(
                new Manifest.Records("a", List.of(1L, 2L)), new Manifest.Records("b", List.of())),
            List.of("m"),
            3,
            1,
            Optional.of("before"));
    String path = directory + "/m.json";
    manifest.write(new org.apache.flink.core.fs.Path(path));
    assertThat(Manifest.read(path)).isEqualTo(manifest);
  }
}
