package io.murmur.flink.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListingTest {

  private static final long SPLIT_BYTES = 1_000;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a/1.json|a/1.json",
        "a|a/1.json a/2.csv a/b/3.json",
        "a/|a/1.json a/2.csv a/b/3.json",
        "*|a/1.json a/2.csv a/b/3.json c/b/4.json d[1]/5.json top.json",
        "**|a/1.json a/2.csv a/b/3.json c/b/4.json d[1]/5.json top.json",
        "*.json|top.json",
        "*/*.json|a/1.json d[1]/5.json",
        "**/*.json|a/1.json a/b/3.json c/b/4.json d[1]/5.json top.json",
        "**/b/*|a/b/3.json c/b/4.json",
        "**/b/**|a/b/3.json c/b/4.json",
        "a/**/3.json|a/b/3.json",
        "?/b|a/b/3.json c/b/4.json",
        "[a-b]/*|a/1.json a/2.csv a/b/3.json",
        "[!a]/**|c/b/4.json",
        "{a,c}/b/*.json|a/b/3.json c/b/4.json",
        "{a/b,c/{b,x}}/*.json|a/b/3.json c/b/4.json",
        "a/{1.json,2.csv}|a/1.json a/2.csv",
        "d\\[1\\]/*|d[1]/5.json",
        "*/b/[3-4].json|a/b/3.json c/b/4.json",
        "a/../c/b/4.json|c/b/4.json",
      })
  void aPatternFindsItsFiles(String pattern, String expected) throws IOException {
    for (String name :
        List.of("a/1.json", "a/2.csv", "a/b/3.json", "c/b/4.json", "d[1]/5.json", "top.json")) {
      write(name, 1);
    }
    assertThat(names(list(pattern))).containsExactly(expected.split(" "));
  }

  @Test
  void hiddenAndStrayFilesAreLeftOut() throws IOException {
    for (String name :
        List.of(
            "a/_SUCCESS",
            "a/.part.json.crc",
            "a/part.json.crc",
            "a/_temporary/0/part.json",
            "a/.staging/part.json",
            "a/x._COPYING_",
            "a/b_$folder$",
            "a/_kind=1/part.json",
            "a/part.json")) {
      write(name, 1);
    }
    assertThat(names(list("a"))).containsExactly("a/_kind=1/part.json", "a/part.json");
    assertThat(names(list("**"))).containsExactly("a/_kind=1/part.json", "a/part.json");
    assertThat(names(list("a/*"))).containsExactly("a/_kind=1/part.json", "a/part.json");
    assertThat(names(list("a/_SUCCESS"))).as("called by its name").containsExactly("a/_SUCCESS");
    assertThat(names(list("a/_temporary/**"))).containsExactly("a/_temporary/0/part.json");
    assertThat(names(list("a/.*"))).as("by a pattern of hidden names").hasSize(2);
    assertThat(names(list(options("a").hidden()))).as("when hidden files are wanted").hasSize(9);
  }

  @Test
  void aFileThatMatchesTwiceIsReadOnce() throws IOException {
    write("a/1.json", 1);
    write("a/2.json", 1);
    assertThat(names(list("a", "a/*.json", "**/1.json", "a/{1,2,1}.json")))
        .containsExactly("a/1.json", "a/2.json");
  }

  @Test
  void filesComeInTheOrderOfTheirNamesAndPartsInTheOrderOfTheirOffsets() throws IOException {
    write("b", 2_500);
    write("a", 1);
    assertThat(splits(options("*")))
        .extracting(split -> split.path().getName() + "@" + split.offset() + "+" + split.length())
        .containsExactly("a@0+1", "b@0+1000", "b@1000+1000", "b@2000+500");
  }

  @Test
  void theLastPartIsNeverTiny() throws IOException {
    write("a", 2_099);
    assertThat(splits(options("*")))
        .extracting(FileSourceSplit::length)
        .containsExactly(1000L, 1099L);
  }

  @Test
  void everyPartHasAnIdOfItsOwnAndKnowsItsFile() throws IOException {
    write("a", 2_500);
    write("b", 1_500);
    List<FileSourceSplit> splits = splits(options("*"));
    assertThat(splits).extracting(FileSourceSplit::splitId).doesNotHaveDuplicates().hasSize(5);
    assertThat(splits)
        .allSatisfy(
            split -> {
              Path file = folder.resolve(split.path().getName());
              assertThat(split.fileSize()).isEqualTo(Files.size(file));
              assertThat(split.fileModificationTime())
                  .isEqualTo(Files.getLastModifiedTime(file).toMillis());
            });
  }

  @Test
  void filesCalledCompressedAndFormatsWithoutPartsAreOnePart() throws IOException {
    write("a.json.gz", 2_500);
    write("b.ZST", 2_500);
    write("c.bz2", 2_500);
    assertThat(splits(options("*"))).hasSize(3);
    write("d", 2_500);
    assertThat(splits(options("d"))).hasSize(3);
    assertThat(splits(options("d").splitBytes(0))).hasSize(1);
  }

  @Test
  void anEmptyFileIsAPart() throws IOException {
    write("a", 0);
    assertThat(splits(options("*")))
        .singleElement()
        .extracting(FileSourceSplit::length)
        .isEqualTo(0L);
  }

  @Test
  void aPatternWithoutFilesIsAnErrorThatNamesIt() throws IOException {
    write("a/1.json", 1);
    assertThatThrownBy(() -> list("a/*.json", "a/*.csv", "nowhere", "a/1.json/x"))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessage(
            "no file matches '%1$s/a/*.csv', '%1$s/a/1.json/x', '%1$s/nowhere': check the path, or"
                    .formatted(folder)
                + " let it be empty: allowNoFiles(), in a definition allow-no-files: true");
    assertThat(names(list(options("a/*.json", "a/*.csv").mayBeEmpty())))
        .containsExactly("a/1.json");
    assertThat(names(list(options("nowhere").mayBeEmpty()))).isEmpty();
  }

  @Test
  void aDateRangeChoosesByThePath() throws IOException {
    for (String name :
        List.of(
            "dt=2026-01-01/hour=22/f",
            "dt=2026-01-01/hour=23/f",
            "dt=2026-01-02/hour=00/f",
            "dt=2026-01-02/hour=01/deep/f")) {
      write(name, 1);
    }
    LocalDateTime from = LocalDateTime.of(2026, 1, 1, 23, 0);
    LocalDateTime until = LocalDateTime.of(2026, 1, 2, 1, 0);
    assertThat(names(list(options("**").dates("dt={yyyy-MM-dd}/hour={HH}", from, until))))
        .containsExactly("dt=2026-01-01/hour=23/f", "dt=2026-01-02/hour=00/f");
    assertThat(names(list(options("**").dates("dt={yyyy-MM-dd}", from, until))))
        .as("a day of which a part is in range is in range")
        .hasSize(4);
    assertThat(
            names(
                list(options("**").dates("dt={yyyy-MM-dd}", from.plusHours(1), until.plusDays(9)))))
        .as("the range begins with the day")
        .containsExactly("dt=2026-01-02/hour=00/f", "dt=2026-01-02/hour=01/deep/f");
  }

  @Test
  void foldersOutOfRangeAreNotListed() throws IOException {
    write("2025/12/31/f", 1);
    write("2026/01/01/f", 1);
    write("2026/02/01/f", 1);
    // Nobody may list these, so the test fails if they are entered.
    Path unlisted = folder.resolve("2025/12");
    Files.delete(folder.resolve("2025/12/31/f"));
    Files.delete(folder.resolve("2025/12/31"));
    Files.delete(unlisted);
    Files.createSymbolicLink(unlisted, folder);
    LocalDateTime from = LocalDateTime.of(2026, 1, 1, 0, 0);
    assertThat(names(list(options("**").dates("{yyyy}/{MM}/{dd}", from, from.plusMonths(1)))))
        .containsExactly("2026/01/01/f");
  }

  @Test
  void aFileWithoutADateIsAnErrorThatNamesIt() throws IOException {
    write("dt=2026-01-01/f", 1);
    write("stray", 1);
    write("dt=2026-13-01/f", 1);
    LocalDateTime from = LocalDateTime.of(2026, 1, 1, 0, 0);
    assertThatThrownBy(() -> list(options("**").dates("dt={yyyy-MM-dd}", from, from.plusDays(1))))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "2 files have no date of the form 'dt={yyyy-MM-dd}' in their paths, for example"
                + " file:%1$s/dt=2026-13-01/f, file:%1$s/stray: narrow the path to those that have"
                    .formatted(folder)
                + " one, or leave the date range out");
  }

  @Test
  void aDateRangeWithoutFilesIsAnError() throws IOException {
    write("edits-20260101-1.json", 1);
    write("edits-20260102-1.json", 1);
    LocalDateTime from = LocalDateTime.of(2027, 1, 1, 0, 0);
    ListBuilder options = options("*").dates("edits-{yyyyMMdd}-*", from, from.plusDays(1));
    assertThatThrownBy(() -> list(options))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessage(
            "none of the 2 files found has a date from 2027-01-01T00:00 until 2027-01-02T00:00 in"
                + " its path, by the form 'edits-{yyyyMMdd}-*': check the dates, or let it be"
                + " empty: allowNoFiles(), in a definition allow-no-files: true");
    assertThat(names(list(options.mayBeEmpty()))).isEmpty();
  }

  private void write(String name, int bytes) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    byte[] content = new byte[bytes];
    Arrays.fill(content, (byte) 'x');
    Files.write(file, content);
  }

  private ListBuilder options(String... patterns) {
    List<PathPattern> parsed = new ArrayList<>();
    for (String pattern : patterns) {
      parsed.addAll(PathPattern.parse(folder + "/" + pattern));
    }
    return new ListBuilder(
        new ListOptions(parsed, List.of(), false, false, SPLIT_BYTES, SPLIT_BYTES));
  }

  private record ListBuilder(ListOptions options) {
    ListBuilder hidden() {
      return new ListBuilder(
          new ListOptions(
              options.patterns(), options.dateRanges(), true, false, SPLIT_BYTES, SPLIT_BYTES));
    }

    ListBuilder mayBeEmpty() {
      return new ListBuilder(
          new ListOptions(
              options.patterns(), options.dateRanges(), false, true, SPLIT_BYTES, SPLIT_BYTES));
    }

    ListBuilder splitBytes(long bytes) {
      return new ListBuilder(
          new ListOptions(
              options.patterns(), options.dateRanges(), false, false, bytes, SPLIT_BYTES));
    }

    ListBuilder dates(String form, LocalDateTime from, LocalDateTime until) {
      return new ListBuilder(
          new ListOptions(
              options.patterns(),
              List.of(PathDates.of(form, from, until)),
              false,
              false,
              SPLIT_BYTES,
              SPLIT_BYTES));
    }
  }

  private List<FileSourceSplit> list(String... patterns) throws IOException {
    return list(options(patterns));
  }

  private List<FileSourceSplit> list(ListBuilder builder) throws IOException {
    return splits(builder);
  }

  /** The parts in the order in which tasks get them. */
  private List<FileSourceSplit> splits(ListBuilder builder) throws IOException {
    return Listed.splits(builder.options);
  }

  private List<String> names(List<FileSourceSplit> splits) {
    return splits.stream()
        .map(split -> folder.relativize(Path.of(split.path().getPath())).toString())
        .distinct()
        .toList();
  }
}
