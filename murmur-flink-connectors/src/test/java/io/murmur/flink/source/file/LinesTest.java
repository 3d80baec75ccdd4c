package io.murmur.flink.source.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.flink.source.file.Reading.Read;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinesTest {

  private static final Reading LINES = Reading.of(FileFormat.JSON_LINES);

  private static final long LARGE = 9L << 28;

  @TempDir Path folder;

  @Test
  void eachLineIsARecordAtItsByteOffset() throws IOException {
    Path file = write("{\"a\":1}\n{\"b\":\"\u00e9\"}\n{\"c\":3}\n");
    List<Read> records = LINES.all(file);
    assertThat(records)
        .extracting(Read::text)
        .containsExactly("{\"a\":1}", "{\"b\":\"\u00e9\"}", "{\"c\":3}");
    assertThat(records).extracting(Read::position).containsExactly(0L, 8L, 19L);
    assertThat(records).extracting(Read::resume).containsExactly(8L, 19L, 27L);
    assertThat(records.get(1).record().place()).isEqualTo("file:" + file + ":8");
  }

  @Test
  void theLastLineNeedsNoNewline() throws IOException {
    assertThat(LINES.texts(write("a\nb"))).containsExactly("a", "b");
    assertThat(LINES.texts(write("a"))).containsExactly("a");
  }

  @Test
  void blankLinesAreSkipped() throws IOException {
    List<Read> records = LINES.all(write("\n\n a \n \t \r\n\r\nb\n\n"));
    assertThat(records).extracting(Read::text).containsExactly(" a ", "b");
    assertThat(records).extracting(Read::position).containsExactly(2L, 13L);
    assertThat(LINES.texts(write("\n \n\r\n"))).isEmpty();
  }

  @Test
  void carriageReturnsBeforeNewlinesAreNotPartOfTheRecord() throws IOException {
    List<Read> records = LINES.all(write("a\r\nb\rc\r\nd\r"));
    assertThat(records).extracting(Read::text).containsExactly("a", "b\rc", "d");
    assertThat(records).extracting(Read::position).containsExactly(0L, 3L, 8L);
  }

  @Test
  void aByteOrderMarkIsNotPartOfTheFirstRecord() throws IOException {
    List<Read> records = LINES.all(write("\ufeff{}\n\ufeff{}\n"));
    assertThat(records).extracting(Read::text).containsExactly("{}", "\ufeff{}");
    assertThat(records).extracting(Read::position).containsExactly(3L, 6L);
    assertThat(LINES.texts(write("\ufeff"))).isEmpty();
    assertThat(LINES.texts(write("\ufeff\r\n{}"))).containsExactly("{}");
  }

  @Test
  void anEmptyFileHasNoRecords() throws IOException {
    assertThat(LINES.texts(write(""))).isEmpty();
  }

  @Test
  void bytesThatAreNotUtf8PassThrough() throws IOException {
    Path file = Files.write(folder.resolve("latin"), "caf\u00e9\nb\n".getBytes(ISO_8859_1));
    List<Read> records = LINES.all(file);
    assertThat(records).hasSize(2);
    assertThat(records.get(0).record().copy().buffer()).isEqualTo("caf\u00e9".getBytes(ISO_8859_1));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 9, 13, 64, 1000})
  void everyLineBelongsToThePartInWhichItBegins(int size) throws IOException {
    Path file = write("first\n\n2\r\na longer line than most parts\n{}\n\n\nx\nlast");
    assertThat(LINES.inParts(file, size)).isEqualTo(LINES.all(file)).hasSize(6);
    for (long offset = 0; offset < Files.size(file); offset += size) {
      long end = offset + size;
      assertThat(LINES.part(file, offset, Math.min(size, Files.size(file) - offset)))
          .allSatisfy(
              read ->
                  assertThat(read.position())
                      .isBetween(read.position() == 0 ? 0 : end - size, end - 1));
    }
  }

  @Property(tries = 300)
  void anyTextReadInPartsIsTheSameAsReadAtOnce(
      @ForAll @CharRange(from = 'a', to = 'c') @StringLength(max = 4) String alphabet,
      @ForAll List<@IntRange(max = 9) Integer> shape,
      @ForAll @IntRange(min = 1, max = 40) int size)
      throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i : shape) {
      text.append(
          switch (i) {
            case 0, 1, 2 -> "\n";
            case 3 -> "\r\n";
            case 4 -> " ";
            default -> alphabet + i;
          });
    }
    Path file = Files.createTempFile("lines", ".txt");
    try {
      Files.writeString(file, text);
      List<Read> whole = LINES.all(file);
      assertThat(LINES.inParts(file, size)).isEqualTo(whole);
      assertThat(whole)
          .extracting(Read::text)
          .isEqualTo(text.toString().lines().filter(line -> !line.isBlank()).toList());
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void readingResumesAfterEveryRecord() throws IOException {
    Path file = write("one\n\ntwo\r\nthree\n \nfour\nfive");
    for (long[] part : new long[][] {{0, 12}, {12, 15}, {0, 27}}) {
      List<Read> records = LINES.part(file, part[0], part[1]);
      for (int i = 0; i < records.size(); i++) {
        assertThat(LINES.resumed(file, part[0], part[1], records.get(i).resume()))
            .isEqualTo(records.subList(i + 1, records.size()));
      }
    }
  }

  @Test
  void linesOfManyBuffersComeWhole() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      lines.add("x".repeat(i % 3 == 0 ? 1_400_000 : 200_000) + i);
    }
    Path file = write(String.join("\n", lines));
    Reading large = LINES.maxRecordBytes(1_400_002);
    assertThat(large.texts(file)).isEqualTo(lines);
    assertThat(large.inParts(file, 500_000)).isEqualTo(large.all(file));
  }

  @Test
  void aLineOf50MegabytesComesWhole() throws IOException {
    byte[] bytes = new byte[50_000_000];
    Arrays.fill(bytes, (byte) 'x');
    bytes[bytes.length - 1] = '\n';
    Path file = Files.write(folder.resolve("large"), bytes);
    Files.writeString(file, "after\n", StandardOpenOption.APPEND);
    List<Read> records = LINES.maxRecordBytes(64 << 20).all(file);
    assertThat(records).hasSize(2);
    assertThat(records.get(0).record().length()).isEqualTo(49_999_999);
    assertThat(records.get(0).record().readable()).isTrue();
    assertThat(records.get(1).text()).isEqualTo("after");
    assertThat(records.get(1).position()).isEqualTo(50_000_000);
  }

  @Test
  void aLineBeyondTheLimitBecomesAProblemAndReadingGoesOn() throws IOException {
    String tooLong = "{" + "x".repeat(5_000_000);
    String justLong = "y".repeat(2_000_000);
    String fits = "z".repeat(4096);
    Path file = write("a\n" + tooLong + "\r\nb\n" + justLong + "\n" + fits + "\r\n" + fits + "+");
    Reading limited = LINES.maxRecordBytes(4096);
    List<Read> records = limited.all(file);
    assertThat(records).hasSize(6);
    assertThat(records.get(1).record().problem())
        .contains(
            "the record is longer than the 4096 bytes that are allowed; the first 1024 are kept");
    assertThat(records.get(1).text()).isEqualTo(tooLong.substring(0, 1024));
    assertThat(records.get(1).position()).isEqualTo(2);
    assertThat(records.get(1).resume()).isEqualTo(2 + 5_000_001 + 2);
    assertThat(records.get(2).text()).isEqualTo("b");
    assertThat(records.get(3).record().readable()).isFalse();
    assertThat(records.get(4).text()).isEqualTo(fits);
    assertThat(records.get(5).record().readable()).as("one byte more, at the end").isFalse();
    for (long size : new long[] {100_000, 1_048_576, 3_000_000}) {
      assertThat(limited.inParts(file, size)).isEqualTo(records);
    }
    for (int i = 0; i < records.size(); i++) {
      assertThat(limited.resumed(file, 0, Files.size(file), records.get(i).resume()))
          .isEqualTo(records.subList(i + 1, records.size()));
    }
  }

  @Test
  void aFileWithoutAnyNewlineNeedsNoMoreMemoryThanTheLimit() throws IOException {
    Path file = folder.resolve("sparse");
    try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(LARGE);
    }
    // The heap has two gigabytes: the NULs can only have gone by.
    List<Read> records = LINES.maxRecordBytes(1 << 20).all(file);
    assertThat(records).hasSize(1);
    assertThat(records.get(0).record().length()).isEqualTo(TextReader.EXCERPT_BYTES);
    assertThat(records.get(0).resume()).isEqualTo(LARGE);
  }

  private Path write(String text) throws IOException {
    return Files.write(folder.resolve("lines.txt"), text.getBytes(UTF_8));
  }
}
