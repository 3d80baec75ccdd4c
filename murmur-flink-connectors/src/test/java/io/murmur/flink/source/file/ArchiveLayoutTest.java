package io.murmur.flink.source.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.flink.source.file.Reading.Read;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Firehose and Kafka Connect name objects, and write them, as they do. */
class ArchiveLayoutTest {

  private static final Reading KAFKA =
      Reading.of(FileFormat.DETECT).layout(FileLayout.KAFKA_CONNECT);
  private static final Reading FIREHOSE = Reading.of(FileFormat.DETECT).layout(FileLayout.FIREHOSE);
  private static final MessageType ROWS =
      MessageTypeParser.parseMessageType("message m { required int64 n; }");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "/a/views/partition=3/views+3+0000000017.json.gz, views, 3, 17",
    "/views/partition=0/views+0+0.json, views, 0, 0",
    "/a/my+views/partition=12/my+views+12+0000001234.avro, my+views, 12, 1234",
    "/a/v.w-x_y/partition=1/v.w-x_y+1+99, v.w-x_y, 1, 99"
  })
  void theNameOfAnObjectSaysTopicPartitionAndFirstOffset(
      String path, String topic, int partition, long offset) {
    assertThat(KafkaObject.of(new org.apache.flink.core.fs.Path(path)))
        .contains(new KafkaObject(topic, partition, offset));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/views/partition=3/part-00000.json",
        "/views/partition=3/views+4+0000000017.json",
        "/other/partition=3/views+3+0000000017.json",
        "/views/year=2026/month=01/views+3+0000000017.json",
        "/views/partition=3/views+3+x.json",
        "/views+3+0000000017.json"
      })
  void otherNamesSayNothingOfOffsets(String path) {
    assertThat(KafkaObject.of(new org.apache.flink.core.fs.Path(path))).isEmpty();
  }

  @Test
  void aRecordsPlaceIsItsTopicPartitionAndOffset() throws IOException {
    Path file = kafka("views+3+0000000017.json.gz", gzip("{\"a\":1}\n\n{\"a\":2}\n{\"a\":3}"));
    assertThat(KAFKA.all(file))
        .extracting(read -> read.record().place() + " " + read.text())
        .containsExactly("views/3/17 {\"a\":1}", "views/3/18 {\"a\":2}", "views/3/19 {\"a\":3}");
    assertThat(KAFKA.all(file).get(0).record().partitions()).containsEntry("partition", "3");
  }

  @Test
  void readingResumesAfterAnyRecordWithTheSamePlaces() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 40_000; i++) {
      lines.append("{\"n\":").append(i).append("}\n");
    }
    Path file = kafka("views+3+0000000100.json.gz", gzip(lines.toString()));
    List<Read> all = KAFKA.all(file);
    assertThat(all).hasSize(40_000);
    assertThat(all.get(39_999).record().place()).isEqualTo("views/3/40099");
    for (int read : new int[] {0, 1, 12_345, 39_998, 39_999}) {
      assertThat(KAFKA.resumed(file, 0, Files.size(file), all.get(read).resume()))
          .isEqualTo(all.subList(read + 1, all.size()));
    }
  }

  @Test
  void rowsOfParquetHaveOffsetsToo() throws IOException {
    Path file = kafka("views+3+0000001000.snappy.parquet", new byte[0]);
    Files.delete(file);
    ParquetFiles.write(
        file, ROWS, CompressionCodecName.SNAPPY, 500, 1_000, (row, i) -> row.add("n", (long) i));
    List<Read> all = KAFKA.all(file);
    assertThat(all).hasSize(500);
    assertThat(all.get(499).record().place()).isEqualTo("views/3/1499");
    assertThat(KAFKA.resumed(file, 0, Files.size(file), all.get(249).resume()))
        .isEqualTo(all.subList(250, 500));
  }

  @Test
  void aRecordThatCannotBeReadTakesAnOffsetAndTheObjectIsNamed() throws IOException {
    String overlong = "{\"a\":\"" + "x".repeat(2_000) + "\"}";
    Path file = kafka("views+3+0000000017.json", ("{}\n" + overlong + "\n{}\n").getBytes(UTF_8));
    List<Read> all = KAFKA.maxRecordBytes(1_024).all(file);
    assertThat(all)
        .extracting(read -> read.record().place() + " " + read.record().readable())
        .containsExactly("views/3/17 true", "views/3/18 false", "views/3/19 true");

    byte[] whole = gzip("{\"a\":1}\n".repeat(1_000));
    Path cut = kafka("views+3+0000000020.json.gz", Arrays.copyOf(whole, whole.length - 9));
    List<Read> readable = new ArrayList<>();
    assertThatThrownBy(() -> KAFKA.readInto(readable, Reading.split(cut, 0, Files.size(cut))))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("file:" + cut + " is damaged: ");
    List<Read> withProblem = KAFKA.deadLetters().all(cut);
    Read last = withProblem.get(withProblem.size() - 1);
    assertThat(last.record().problem()).get().asString().startsWith("file:" + cut);
    assertThat(last.record().place()).isEqualTo("views/3/" + (20 + withProblem.size() - 1));
    assertThat(KAFKA.deadLetters().resumed(cut, 0, Files.size(cut), last.resume())).isEmpty();
  }

  @Test
  void anObjectOfAnotherNameKeepsThePlacesInItsFile() throws IOException {
    Path file = kafka("part-1.json", "{\"a\":1}\n{\"a\":2}\n".getBytes(UTF_8));
    assertThat(KAFKA.all(file))
        .extracting(read -> read.record().place())
        .containsExactly("file:" + file + ":0", "file:" + file + ":8");
  }

  @Test
  void whatWasCompressedBeforeFirehoseCompressedItIsReadToTheLast() throws IOException {
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      members.write(gzip("{\"n\":" + i + "}"));
      expected.add("{\"n\":" + i + "}");
    }
    Path file =
        write("nested.gz", CompressedTest.compress(Compression.GZIP, members.toByteArray()));
    List<Read> all = FIREHOSE.all(file);
    assertThat(all).extracting(Read::text).isEqualTo(expected);
    assertThat(FIREHOSE.resumed(file, 0, Files.size(file), all.get(1_999).resume()))
        .isEqualTo(all.subList(2_000, 3_000));
  }

  @Test
  void objectsOfFirehoseMayHaveNewlinesHereAndNoneThere() throws IOException {
    Path file = write("stream-1", "{\"a\":1}\n{\"a\":2}{\"a\":3}\n\n{\"a\":4}".getBytes(UTF_8));
    assertThat(FIREHOSE.texts(file))
        .containsExactly("{\"a\":1}", "{\"a\":2}", "{\"a\":3}", "{\"a\":4}");
  }

  private Path kafka(String name, byte[] bytes) throws IOException {
    return write("views/partition=3/" + name, bytes);
  }

  private Path write(String name, byte[] bytes) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, bytes);
  }

  private static byte[] gzip(String text) throws IOException {
    return CompressedTest.compress(Compression.GZIP, text.getBytes(UTF_8));
  }
}
