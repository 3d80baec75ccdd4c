package io.murmur.flink.source.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import io.murmur.flink.source.file.Reading.Read;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CompressedTest {

  private static final Reading LINES = Reading.of(FileFormat.JSON_LINES);

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(
      value = Compression.class,
      names = {"GZIP", "ZSTD", "BZIP2"})
  void contentDecidesWhateverTheFileIsCalled(Compression compression) throws IOException {
    String text = "{\"a\":1}\r\n{\"b\":2}\n";
    for (String name : new String[] {"x.json", "x.gz", "x.zst", "x.bz2", "x"}) {
      Path file = write(name, compress(compression, text));
      List<Read> records = LINES.all(file);
      assertThat(records).extracting(Read::text).containsExactly("{\"a\":1}", "{\"b\":2}");
      assertThat(records)
          .extracting(Read::position)
          .as("offsets in what was compressed")
          .containsExactly(0L, 9L);
    }
  }

  @Test
  void plainTextIsReadEvenIfItIsCalledCompressed() throws IOException {
    assertThat(LINES.texts(write("x.json.gz", "{}\n{}".getBytes(UTF_8)))).hasSize(2);
    assertThat(LINES.texts(write("empty.json.gz", new byte[0]))).isEmpty();
    assertThat(LINES.texts(write("BZh9-is-no-magic.csv", "BZh9,b\n".getBytes(UTF_8)))).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = Compression.class,
      names = {"GZIP", "ZSTD", "BZIP2"})
  void membersOneAfterTheOtherAreReadToTheLast(Compression compression) throws IOException {
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      members.write(compress(compression, "{\"n\":" + i + "}\n{\"n\""));
      members.write(compress(compression, ":-" + i + "}\n"));
      expected.add("{\"n\":" + i + "}");
      expected.add("{\"n\":-" + i + "}");
    }
    members.write(compress(compression, ""));
    assertThat(LINES.texts(write("members", members.toByteArray()))).isEqualTo(expected);
  }

  @Test
  void aZstandardFrameThatIsNotDataIsSkipped() throws IOException {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    frames.write(new byte[] {0x5A, 0x2A, 0x4D, 0x18, 2, 0, 0, 0, 7, 7});
    frames.write(compress(Compression.ZSTD, "{}\n"));
    assertThat(LINES.texts(write("skippable", frames.toByteArray()))).containsExactly("{}");
  }

  @ParameterizedTest
  @EnumSource(
      value = Compression.class,
      names = {"GZIP", "ZSTD", "BZIP2"})
  void aCompressedFileIsReadByItsFirstPartAlone(Compression compression) throws IOException {
    Path file = write("lines", compress(compression, lines(2_000)));
    assertThat(Files.size(file)).isGreaterThan(4_000);
    assertThat(LINES.inParts(file, 1_000)).isEqualTo(LINES.all(file)).hasSize(2_000);
  }

  @ParameterizedTest
  @EnumSource(
      value = Compression.class,
      names = {"GZIP", "ZSTD", "BZIP2"})
  void readingResumesAtAnOffsetOfTheContent(Compression compression) throws IOException {
    Path file = write("lines", compress(compression, lines(500)));
    List<Read> records = LINES.all(file);
    for (int i : new int[] {0, 1, 250, 498, 499}) {
      assertThat(LINES.resumed(file, 0, Files.size(file), records.get(i).resume()))
          .isEqualTo(records.subList(i + 1, records.size()));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Compression.class,
      names = {"GZIP", "ZSTD", "BZIP2"})
  void aFileThatBreaksOffFailsAfterAllThatWasReadable(Compression compression) throws IOException {
    byte[] whole = compress(compression, lines(40_000));
    Path file = write("cut.json", Arrays.copyOf(whole, whole.length - 20));
    List<Read> readable = new ArrayList<>();
    assertThatThrownBy(() -> LINES.readInto(readable, Reading.split(file, 0, Files.size(file))))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("file:" + file + " is damaged: its ")
        .hasMessageContaining(compression + " data ")
        .hasMessageContaining("of the content, after " + (whole.length - 20) + " of ")
        .hasMessageEndingWith(
            "All records before it were emitted. Put a whole file there and start a new run, or go"
                + " on without the rest of it: onUnreadableFile(DEAD_LETTER)");
    assertThat(readable).hasSizeGreaterThan(100);
    List<String> lines = lines(40_000).lines().toList();
    assertThat(readable)
        .extracting(Read::text)
        .as("nothing but whole lines")
        .isEqualTo(lines.subList(0, readable.size()));

    List<Read> letters = LINES.deadLetters().all(file);
    assertThat(letters.subList(0, letters.size() - 1)).isEqualTo(readable);
    Read last = letters.get(letters.size() - 1);
    assertThat(last.record().problem().orElseThrow()).contains(" is damaged: its " + compression);
    assertThat(last.position()).isEqualTo(readable.get(readable.size() - 1).resume());
    assertThat(lines.get(readable.size())).startsWith(last.text());
    assertThat(LINES.deadLetters().resumed(file, 0, Files.size(file), last.resume()))
        .as("after the dead letter, nothing is left of the file")
        .isEmpty();
  }

  @Test
  void aFileThatLacksOnlyItsChecksumIsReadToTheLastByteButOne() throws IOException {
    String lines = lines(40_000);
    byte[] whole = compress(Compression.GZIP, lines);
    Path file = write("cut.json", Arrays.copyOf(whole, whole.length - 8));
    List<Read> letters = LINES.deadLetters().all(file);
    assertThat(letters).hasSize(40_000);
    Read last = letters.get(39_999);
    assertThat(last.record().problem().orElseThrow())
        .contains("its gzip data breaks off at byte " + (lines.length() - 1));
    assertThat(last.text()).isEqualTo(lines.lines().skip(39_999).findFirst().orElseThrow());
  }

  @ParameterizedTest
  @EnumSource(
      value = Compression.class,
      names = {"GZIP", "ZSTD", "BZIP2"})
  void aFileThatIsWrongInTheMiddleFailsAtThatPlace(Compression compression) throws IOException {
    byte[] bytes = compress(compression, lines(40_000));
    for (int i = bytes.length / 2; i < bytes.length / 2 + 40; i++) {
      bytes[i] ^= 0x55;
    }
    Path file = write("wrong.json", bytes);
    assertThatThrownBy(() -> LINES.all(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("file:" + file + " is damaged: its " + compression + " data ");
    List<Read> letters = LINES.deadLetters().all(file);
    assertThat(letters.get(letters.size() - 1).record().readable()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "504B0304140000, a zip archive",
    "FD377A585A000000, xz",
    "04224D1864000000, lz4",
    "FF060000734E61507059, snappy",
    "5345510600, a Hadoop sequence file",
    "FFFE7B0022006100, UTF-16",
    "FEFF007B00220061, UTF-16",
  })
  void aFileOfAKindThatIsNotReadSaysWhichKind(String hex, String kind) throws IOException {
    Path file = write("foreign", java.util.HexFormat.of().parseHex(hex));
    assertThatThrownBy(() -> LINES.all(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("file:" + file + " is " + kind + ", which is not read: ");
    assertThat(LINES.deadLetters().all(file))
        .singleElement()
        .satisfies(read -> assertThat(read.record().problem().orElseThrow()).contains(kind));
  }

  @Test
  void aFileThatIsNeitherWhatItIsCalledNorTextIsUnreadable() throws IOException {
    Path file = write("x.json.gz", new byte[] {3, 1, 4, 1, 5, 9, 2, 6});
    assertThatThrownBy(() -> LINES.all(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "file:" + file + " is neither gzip, as its name promises, nor text");
  }

  private static String lines(int count) {
    SplittableRandom random = new SplittableRandom(7);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      lines.append("{\"n\":").append(i).append(",\"r\":").append(random.nextLong()).append("}\n");
    }
    return lines.toString();
  }

  static byte[] compress(Compression compression, String text) throws IOException {
    return compress(compression, text.getBytes(UTF_8));
  }

  static byte[] compress(Compression compression, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out =
        switch (compression) {
          case NONE -> bytes;
          case GZIP -> new GZIPOutputStream(bytes);
          case ZSTD -> new ZstdOutputStream(bytes).setChecksum(true);
          case BZIP2 -> new BZip2CompressorOutputStream(bytes, 1);
        }) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }
}
