package io.murmur.flink.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.runtime.throwable.ThrowableClassifier;
import org.apache.flink.runtime.throwable.ThrowableType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSplitEnumeratorTest {

  private static final long SPLIT_BYTES = 1_000;

  @TempDir Path folder;

  @Test
  void partsComeInTheOrderOfNamesHoweverFoldersLie() throws IOException {
    List<String> names =
        List.of("a-b/x", "a/1", "a/b.c", "a/b/3", "a/b0", "a/z", "b", "c/1", "c/d/e/1", "c/d/f");
    write(1, names.toArray(new String[0]));
    for (int ahead : new int[] {1, 2, 3, 100}) {
      assertThat(names(begin(options("**"), 1, ahead).rest(0))).isEqualTo(names);
      assertThat(names(begin(options("c", "*/*", "**/d/**", "*"), 1, ahead).rest(0)))
          .as("by several patterns")
          .isEqualTo(names);
    }
  }

  @Test
  void smallFilesAreHandedOutTogetherUpToTheSizeOfAPart() throws IOException {
    write(1, numbered(400));
    HandingOut run = begin(options("**"), 1, 100);
    assertThat(run.next(0)).hasSize(FileProgress.GROUP);

    write(300, numbered(400));
    HandingOut larger = begin(options("**"), 1, 100);
    assertThat(larger.next(0)).hasSize(3);
  }

  @Test
  void fewFilesAreSpreadOverAllReaders() throws IOException {
    write(1, numbered(4));
    HandingOut run = begin(options("**"), 4, 100);
    for (int reader = 0; reader < 4; reader++) {
      assertThat(run.next(reader)).as("reader " + reader).hasSize(1);
    }
    write(1, numbered(80));
    HandingOut more = begin(options("**"), 4, 100);
    assertThat(more.next(0)).hasSize(10);
    assertThat(more.next(1)).hasSize(8);
  }

  @Test
  void theLastReadersEndWhenAllIsHandedOutAndNotBefore() throws IOException {
    write(1, numbered(3));
    HandingOut run = begin(options("**"), 2, 2);
    run.ask(0);
    run.ask(1);
    assertThat(run.given(0)).isEmpty();
    run.work();
    List<FileSourceSplit> first = run.given(0);
    assertThat(names(first)).containsExactly("0000");
    assertThat(names(run.given(1))).containsExactly("0001");
    run.ask(1);
    assertThat(run.ended(1)).as("while the last is listed").isFalse();
    run.work();
    assertThat(names(run.given(1))).containsExactly("0002");
    run.ask(1);
    assertThat(run.ended(1)).isTrue();
    assertThat(run.ended(0)).isFalse();
    run.giveBack(0, first);
    assertThat(run.next(0)).isEqualTo(first);
    assertThat(run.next(0)).isEmpty();
    assertThat(run.ended(0)).isTrue();
  }

  @Test
  void whatAFailedReaderHadGoesFirstAndToWhoWaits() throws IOException {
    write(1, numbered(6));
    HandingOut run = begin(options("**"), 1, 100);
    List<FileSourceSplit> first = run.next(0);
    List<FileSourceSplit> second = run.next(0);
    run.giveBack(0, first);
    List<FileSourceSplit> others = run.rest(0);
    assertThat(others).startsWith(first.toArray(new FileSourceSplit[0]));
    assertThat(names(second)).doesNotContainAnyElementsOf(names(others));
    assertThat(second.size() + others.size()).isEqualTo(6);
  }

  @Test
  void aReaderThatFailedWhileItWaitedIsGivenNothing() throws IOException {
    write(1, numbered(2));
    HandingOut run = begin(options("**"), 2, 100);
    run.ask(0);
    run.giveBack(0, List.of());
    run.work();
    assertThat(run.given(0)).isEmpty();
    assertThat(run.rest(1)).hasSize(2);
  }

  @Test
  void whatIsAddedLaterIsIgnored() throws IOException {
    write(1, "b/2", "b/4", "b/6", "d/1");
    HandingOut run = begin(options("**"), 1, 1).work();
    write(1, "a/0", "b/1", "b/3", "b/5", "b/7", "b/x/1", "c/1", "d/0", "d/2", "e");
    assertThat(names(run.rest(0))).containsExactly("b/2", "b/4", "b/6", "d/1");
  }

  @Test
  void aFileThatVanishesBeforeItIsListedAgainIsAnErrorThatNamesItsFolder() throws IOException {
    write(1, numbered("a/", 100));
    write(1, numbered("b/", 100));
    HandingOut run = begin(options("**"), 1, 10).work();
    Files.delete(folder.resolve("b/0040"));
    Files.delete(folder.resolve("b/0099"));
    List<FileSourceSplit> read = new ArrayList<>();
    assertThatThrownBy(
            () -> {
              while (true) {
                read.addAll(run.next(0));
              }
            })
        .hasMessage(
            ("The files to read cannot be listed: 2 files in file:%1$s/b/ have vanished or"
                    + " changed since this run listed them, the first of them after"
                    + " file:%1$s/b/0039. Put them back as they were and resume, or start a new run"
                    + " over the files as they are now")
                .formatted(folder))
        .satisfies(
            error ->
                assertThat(
                        ThrowableClassifier.findThrowableOfThrowableType(
                            error, ThrowableType.NonRecoverableError))
                    .as("a job must not begin anew by itself without them")
                    .isPresent());
    assertThat(names(read)).isSorted().hasSizeGreaterThanOrEqualTo(100).doesNotContain("b/0041");
  }

  @Test
  void aFileThatIsReplacedBeforeItIsListedAgainIsAnError() throws IOException {
    write(1, "a/1", "a/2", "a/3");
    HandingOut longer = begin(options("**"), 1, 1).work();
    HandingOut newer = begin(options("**"), 1, 1).work();
    write(2, "a/3");
    assertThatThrownBy(() -> longer.rest(0))
        .hasMessageContaining("listed: 1 files in file:" + folder + "/a/ have");
    write(1, "a/3");
    Files.setLastModifiedTime(folder.resolve("a/3"), FileTime.from(Instant.EPOCH));
    assertThatThrownBy(() -> newer.rest(0))
        .hasMessageContaining("listed: 1 files in file:" + folder + "/a/ have");
  }

  @Test
  void aFolderThatVanishesIsAnError() throws IOException {
    write(1, "a/1", "b/1", "c/1");
    HandingOut run = begin(options("**"), 1, 1).work();
    Files.delete(folder.resolve("c/1"));
    Files.delete(folder.resolve("c"));
    assertThatThrownBy(() -> run.rest(0))
        .hasMessageContaining("1 files in file:" + folder + "/ have vanished");
  }

  @Test
  void aRunThatIsRestoredGoesOnInTheMiddleOfAFolder() throws IOException {
    write(1, numbered("a/b/", 50));
    write(1, "a/0", "a/x", "c/1");
    List<String> all = names(Listed.splits(options("**")));
    HandingOut run = begin(options("**"), 2, 7);
    List<FileSourceSplit> given = new ArrayList<>();
    while (given.size() < 53) {
      given.addAll(run.next(given.size() % 2));
      // What was handed out is no longer looked for, and what comes meanwhile is not taken.
      Files.deleteIfExists(folder.resolve(names(given).get(given.size() - 1)));
      write(1, "a/b/0000-new-" + given.size(), "a/b/0049-new" + given.size());
      run = run.restarted();
    }
    assertThat(names(given)).isEqualTo(all);
    assertThat(given).extracting(FileSourceSplit::splitId).doesNotHaveDuplicates();
    assertThat(run.rest(0)).isEmpty();
  }

  @Test
  void aRunThatIsRestoredGoesOnInTheMiddleOfAFile() throws IOException {
    write(3_500, "a", "b");
    HandingOut run = begin(options("**"), 1, 1);
    List<FileSourceSplit> given = new ArrayList<>();
    while (given.size() < 8) {
      given.addAll(run.next(0));
      run = run.restarted();
    }
    assertThat(given)
        .extracting(part -> part.path().getName() + part.offset() + "+" + part.length())
        .containsExactly(
            "a0+1000",
            "a1000+1000",
            "a2000+1000",
            "a3000+500",
            "b0+1000",
            "b1000+1000",
            "b2000+1000",
            "b3000+500");
    assertThat(given).extracting(FileSourceSplit::splitId).doesNotHaveDuplicates();
    assertThat(run.rest(0)).isEmpty();
  }

  @Test
  void aFileThatIsReplacedBetweenItsPartsIsAnErrorAfterARestart() throws IOException {
    write(2_500, "a");
    HandingOut run = begin(options("**"), 1, 1);
    assertThat(run.next(0)).hasSize(1);
    write(2_501, "a");
    HandingOut restarted = run.restarted();
    assertThatThrownBy(() -> restarted.next(0))
        .hasMessageContaining("listed: 1 files in file:" + folder + "/ have");
  }

  @Test
  void whatWasGivenBackIsInTheCheckpoint() throws IOException {
    write(1, numbered(20));
    HandingOut run = begin(options("**"), 1, 100);
    List<FileSourceSplit> first = run.next(0);
    run.giveBack(0, first);
    assertThat(names(run.restarted().rest(0))).isEqualTo(List.of(numbered(20)));
  }

  @Test
  void aCheckpointBeforeTheFilesAreListedKnowsThatTheyAreNot() throws IOException {
    write(1, numbered(3));
    HandingOut run = begin(options("**"), 1, 100);
    run.ask(0);
    assertThat(run.restarted().rest(0)).hasSize(3);
  }

  @Test
  void pathsWithoutFilesAreAnErrorUnlessTheyMayBeEmpty() {
    HandingOut run = begin(options("nothing/*"), 1, 100);
    assertThatThrownBy(() -> run.next(0))
        .hasMessage(
            "The files to read cannot be listed: no file matches '%s/nothing/*': check the path, or let it be empty: allowNoFiles(), in a definition allow-no-files: true"
                .formatted(folder))
        .hasCauseInstanceOf(NoFilesException.class);
    ListOptions strict = options("nothing/*");
    HandingOut lenient =
        begin(new ListOptions(strict.patterns(), List.of(), false, true, 0, 1), 1, 100);
    assertThat(lenient.next(0)).isEmpty();
    assertThat(lenient.ended(0)).isTrue();
  }

  private static String[] numbered(int count) {
    return numbered("", count);
  }

  private static String[] numbered(String prefix, int count) {
    String[] names = new String[count];
    Arrays.setAll(names, i -> prefix + "%04d".formatted(i));
    return names;
  }

  private void write(int bytes, String... names) throws IOException {
    byte[] content = new byte[bytes];
    for (String name : names) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, content);
      Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
    }
  }

  private ListOptions options(String... patterns) {
    List<PathPattern> parsed = new ArrayList<>();
    for (String pattern : patterns) {
      parsed.addAll(PathPattern.parse(folder + "/" + pattern));
    }
    return new ListOptions(parsed, List.of(), false, false, SPLIT_BYTES, SPLIT_BYTES);
  }

  private static HandingOut begin(ListOptions options, int readers, int ahead) {
    return HandingOut.begin(options, readers, ahead);
  }

  private List<String> names(List<FileSourceSplit> parts) {
    return parts.stream()
        .map(part -> folder.relativize(Path.of(part.path().getPath())).toString())
        .toList();
  }
}
