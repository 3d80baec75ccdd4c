package io.murmur.flink.source.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.flink.source.RecordDecoders;
import io.murmur.flink.source.file.Reading.Read;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DetectTest {

  private static final Reading DETECT = Reading.of(FileFormat.DETECT);

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Compression.class)
  void textIsToldApartBySight(Compression compression) throws IOException {
    assertThat(texts(compression, "x", "{\"a\":1}\n{\"a\":2}\n")).hasSize(2);
    assertThat(texts(compression, "x", "{\"a\":1} \r\n")).hasSize(1);
    assertThat(texts(compression, "x", "{\"a\":1}")).hasSize(1);
    assertThat(texts(compression, "x", " \n[1]\n[2]\n")).hasSize(2);
    assertThat(texts(compression, "x", "\ufeff{\"a\":1}\n{}")).hasSize(2);
    assertThat(texts(compression, "firehose-2026", "{\"a\":1}{\"a\":2}{\"a\":3}")).hasSize(3);
    assertThat(texts(compression, "x", "{\"a\":1}  {\"a\":2}\n{\"a\":3}")).hasSize(3);
    assertThat(texts(compression, "pretty.json", "{\n  \"a\": 1\n}\n{\n  \"a\": 2\n}\n"))
        .containsExactly("{\n  \"a\": 1\n}", "{\n  \"a\": 2\n}");
    assertThat(texts(compression, "x", "")).isEmpty();
    assertThat(texts(compression, "x", " \n\n ")).isEmpty();
  }

  @Test
  void aLargeFirstValueIsLookedAtToItsEnd() throws IOException {
    String large = "{\"a\":\"" + "x".repeat(200_000) + "\"}";
    assertThat(texts(Compression.NONE, "x", large + large)).containsExactly(large, large);
    assertThat(texts(Compression.NONE, "x", large + "\n" + large)).containsExactly(large, large);
    String larger = "{\"a\":\"" + "x".repeat(1_048_000) + "\"}";
    assertThat(
            Reading.of(FileFormat.DETECT)
                .maxRecordBytes(1 << 21)
                .texts(write("x", (larger + "\n" + larger).getBytes(UTF_8))))
        .hasSize(2);
  }

  @Test
  void csvIsToldByItsName() throws IOException {
    for (String name : new String[] {"x.csv", "x.CSV.gz", "x.csv.zst"}) {
      Path file = write(name, "a,b\n1,\"2\n3\"\n".getBytes(UTF_8));
      assertThat(RecordDecoders.fields().decode(DETECT.all(file).get(0).record()))
          .isEqualTo(Map.of("a", "1", "b", "2\n3"));
    }
  }

  @Test
  void parquetIsToldByItsFirstBytes() throws IOException {
    Path file =
        ParquetFiles.write(
            folder.resolve("x"),
            MessageTypeParser.parseMessageType("message m { required int32 n; }"),
            CompressionCodecName.SNAPPY,
            2,
            1_000,
            (row, i) -> row.append("n", i));
    assertThat(DETECT.texts(file)).containsExactly("{\"n\":0}", "{\"n\":1}");
  }

  @Test
  void whatCannotBeToldIsAnErrorThatNamesTheFile() throws IOException {
    Path file = write("notes", "a,b\n1,2\n".getBytes(UTF_8));
    assertThatThrownBy(() -> DETECT.all(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "file:"
                + file
                + " is of no known format: it does not begin with a JSON object, and is"
                + " not called .csv; say what it is, for example jsonLines(…) or csv(…)");
    assertThat(DETECT.deadLetters().all(file)).hasSize(1);
  }

  @Test
  void aBadFirstLineOfAFileCalledJsonIsOnlyThatLine() throws IOException {
    assertThat(texts(Compression.NONE, "x.jsonl", "oops\n{\"a\":1}\n"))
        .containsExactly("oops", "{\"a\":1}");
  }

  @Test
  void partsOfAFileAreReadWithTheFormatOfTheWhole() throws IOException {
    String object = "{\"a\":\"\n}{\"}";
    Path file = write("x", object.repeat(50).getBytes(UTF_8));
    assertThat(DETECT.inParts(file, 64)).isEqualTo(DETECT.all(file)).hasSize(50);
    Path lines = write("y", "{\"a\":1}\n".repeat(50).getBytes(UTF_8));
    List<Read> second = DETECT.part(lines, 200, 200);
    assertThat(second).hasSize(25);
    Path csv = write("z.csv", "a\n\"\n1\n\"\n2\n".getBytes(UTF_8));
    assertThat(DETECT.inParts(csv, 3)).isEqualTo(DETECT.all(csv)).hasSize(2);
  }

  private List<String> texts(Compression compression, String name, String text) throws IOException {
    return DETECT.texts(write(name, CompressedTest.compress(compression, text)));
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }
}
