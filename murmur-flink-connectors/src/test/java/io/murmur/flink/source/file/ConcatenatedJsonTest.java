package io.murmur.flink.source.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.murmur.flink.source.file.Reading.Read;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConcatenatedJsonTest {

  private static final Reading JSON = Reading.of(FileFormat.CONCATENATED_JSON);

  @TempDir Path folder;

  @Test
  void objectsBackToBackAreRecordsAtTheirByteOffsets() throws IOException {
    List<Read> records = JSON.all(write("{\"a\":{\"b\":[1]}}{\"a\":2}[3]{}"));
    assertThat(records)
        .extracting(Read::text)
        .containsExactly("{\"a\":{\"b\":[1]}}", "{\"a\":2}", "[3]", "{}");
    assertThat(records).extracting(Read::position).containsExactly(0L, 15L, 22L, 25L);
    assertThat(records).extracting(Read::resume).containsExactly(15L, 22L, 25L, 27L);
  }

  @Test
  void bracketsAndQuotesInsideOfStringsDoNotCount() throws IOException {
    String[] objects = {
      "{\"a\":\"}{\"}", "{\"\\\"}\":\"\\\\\"}", "{\"a\":\"\\\\\\\"}\"}", "{\"[\":\"]]\"}"
    };
    assertThat(JSON.texts(write(String.join("", objects)))).containsExactly(objects);
  }

  @Test
  void whitespaceBetweenObjectsIsSkipped() throws IOException {
    List<Read> records = JSON.all(write("\ufeff {\n  \"a\": 1\n}\r\n\t{}\n \n"));
    assertThat(records).extracting(Read::text).containsExactly("{\n  \"a\": 1\n}", "{}");
    assertThat(records).extracting(Read::position).containsExactly(4L, 19L);
    assertThat(JSON.texts(write(" \n "))).isEmpty();
    assertThat(JSON.texts(write(""))).isEmpty();
  }

  @Test
  void whatIsBetweenObjectsBecomesAProblemAndReadingGoesOn() throws IOException {
    List<Read> records = JSON.all(write("{}, 17 \"x\" {\"a\":1}]]"));
    assertThat(records)
        .extracting(Read::text)
        .containsExactly("{}", ", 17 \"x\" ", "{\"a\":1}", "]]");
    assertThat(records.get(1).record().problem())
        .contains("expected a JSON object or array to begin here");
    assertThat(records.get(1).position()).isEqualTo(2);
    assertThat(records.get(2).record().readable()).isTrue();
    assertThat(records.get(3).record().readable()).isFalse();
  }

  @Test
  void anObjectThatIsNotClosedBecomesAProblem() throws IOException {
    for (String open : new String[] {"{\"a\":1", "{\"a", "{\"a\\", "[["}) {
      List<Read> records = JSON.all(write("{}" + open));
      assertThat(records).extracting(Read::text).containsExactly("{}", open);
      assertThat(records.get(1).record().problem())
          .contains("the file ends inside of the JSON value that begins here");
    }
  }

  @Test
  void anObjectBeyondTheLimitBecomesAProblemAndReadingGoesOn() throws IOException {
    String tooLong = "{\"a\":\"}" + "x".repeat(3_000_000) + "\"}";
    Path file = write("{}" + tooLong + "{\"b\":1}");
    List<Read> records = JSON.maxRecordBytes(2048).all(file);
    assertThat(records).hasSize(3);
    assertThat(records.get(1).text()).isEqualTo(tooLong.substring(0, 1024));
    assertThat(records.get(1).record().problem()).isPresent();
    assertThat(records.get(2).text()).isEqualTo("{\"b\":1}");
    assertThat(JSON.maxRecordBytes(4_000_000).texts(file))
        .containsExactly("{}", tooLong, "{\"b\":1}");
  }

  @Test
  void aFileIsNeverSplit() throws IOException {
    Path file = write("{\"a\":\"{}{}{}\"}{\"b\":\"{}{}{}\"}{}{}{}");
    assertThat(JSON.inParts(file, 7)).isEqualTo(JSON.all(file)).hasSize(5);
  }

  @Test
  void readingResumesAfterEveryRecord() throws IOException {
    Path file = write(" {\"a\":1}{\"b\":2} x {\"c\":3}\n{");
    List<Read> records = JSON.all(file);
    for (int i = 0; i < records.size(); i++) {
      assertThat(JSON.resumed(file, 0, Files.size(file), records.get(i).resume()))
          .isEqualTo(records.subList(i + 1, records.size()));
    }
  }

  @Property(tries = 200)
  void anyObjectsAreFoundWhateverIsInThem(
      @ForAll List<@StringLength(max = 12) String> texts, @ForAll @IntRange(max = 2) int spaces)
      throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    List<String> objects = new ArrayList<>();
    for (String text : texts) {
      // What JSON cannot hold comes back as something that it can.
      String safe = new String(text.getBytes(UTF_8), UTF_8);
      objects.add(mapper.writeValueAsString(Map.of(safe, List.of(safe, Map.of("k", safe)))));
    }
    Path file = Files.createTempFile("objects", ".json");
    try {
      Files.writeString(file, String.join(" ".repeat(spaces), objects));
      assertThat(JSON.texts(file)).isEqualTo(objects);
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void framesAreTheSameHoweverTheBytesArrive() {
    byte[] bytes = "{\"a\\\"}\":[{}]} \n x{}[\"]\"]{\"\\\\\":1} ".getBytes(UTF_8);
    List<Integer> atOnce = ends(bytes, bytes.length);
    for (int piece = 1; piece < bytes.length; piece++) {
      assertThat(ends(bytes, piece)).isEqualTo(atOnce);
    }
    assertThat(atOnce).hasSize(6);
  }

  /** Where the frames end if the bytes come in pieces. */
  private static List<Integer> ends(byte[] bytes, int piece) {
    JsonFramer framer = new JsonFramer();
    List<Integer> ends = new ArrayList<>();
    int scanned = 0;
    for (int limit = 0; limit < bytes.length; ) {
      limit = Math.min(bytes.length, limit + piece);
      int next = framer.next(bytes, scanned, limit);
      while (next >= 0) {
        ends.add(next);
        scanned = next;
        next = framer.next(bytes, scanned, limit);
      }
      scanned = limit;
    }
    return ends;
  }

  private Path write(String text) throws IOException {
    return Files.write(folder.resolve("objects.json"), text.getBytes(UTF_8));
  }
}
