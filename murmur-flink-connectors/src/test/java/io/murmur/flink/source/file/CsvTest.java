package io.murmur.flink.source.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.flink.source.CsvHeader;
import io.murmur.flink.source.RecordDecoders;
import io.murmur.flink.source.file.Reading.Read;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvTest {

  private static final Reading CSV = Reading.of(FileFormat.CSV);

  @TempDir Path folder;

  @Test
  void eachRowIsARecordWithTheHeaderOfItsFile() throws IOException {
    List<Read> records = CSV.all(write("a,b\r\n1,2\r\n\"x\"\"y\",\"3\r\n4\"\r\n"));
    assertThat(records)
        .extracting(Read::text)
        .as("the bytes as they are in the file")
        .containsExactly("1,2", "\"x\"\"y\",\"3\r\n4\"");
    assertThat(records).extracting(Read::position).containsExactly(5L, 10L);
    assertThat(records.get(0).record().header())
        .contains(new CsvHeader(List.of("a", "b"), ',', '"'));
    assertThat(RecordDecoders.fields().decode(records.get(1).record()))
        .isEqualTo(Map.of("a", "x\"y", "b", "3\r\n4"));
  }

  @Test
  void aNewlineInQuotesDoesNotEndARow() throws IOException {
    List<Read> records = CSV.all(write("a,b\n\"1\n\",\"\n\n\"\nx\"y,z\"\n,\n"));
    assertThat(records)
        .extracting(Read::text)
        .as("a quote inside of a field without quotes is a character")
        .containsExactly("\"1\n\",\"\n\n\"", "x\"y,z\"", ",");
  }

  @Test
  void byteOrderMarkBlankRowsAndAMissingLastNewlineDoNotMatter() throws IOException {
    List<Read> records = CSV.all(write("\ufeffa,b\n\n1,2\r\n\r\n3,4"));
    assertThat(records.get(0).record().header().orElseThrow().columns()).containsExactly("a", "b");
    assertThat(records).extracting(Read::text).containsExactly("1,2", "3,4");
    assertThat(records).extracting(Read::position).containsExactly(8L, 15L);
  }

  @Test
  void aFileWithoutRowsHasNoRecords() throws IOException {
    assertThat(CSV.all(write(""))).isEmpty();
    assertThat(CSV.all(write("\n\n"))).isEmpty();
    assertThat(CSV.all(write("a,b\n"))).isEmpty();
    assertThat(CSV.all(write("a,b"))).isEmpty();
  }

  @Test
  void delimiterQuoteAndColumnsCanBeSet() throws IOException {
    Path file = write("'1;2';x\n'it''s';\n");
    List<Read> records = CSV.csv(';', '\'', "n", "s").all(file);
    assertThat(RecordDecoders.fields().decode(records.get(0).record()))
        .isEqualTo(Map.of("n", "1;2", "s", "x"));
    assertThat(RecordDecoders.fields().decode(records.get(1).record()))
        .isEqualTo(Map.of("n", "it's", "s", ""));
  }

  @Test
  void aFileCalledTsvIsDelimitedByTabs() throws IOException {
    Path file = Files.writeString(folder.resolve("rows.TSV"), "a\tb\n1,5\t2\n");
    assertThat(RecordDecoders.fields().decode(CSV.all(file).get(0).record()))
        .isEqualTo(Map.of("a", "1,5", "b", "2"));
  }

  @Test
  void aRowThatIsNotClosedBecomesAProblem() throws IOException {
    List<Read> records = CSV.all(write("a,b\n1,2\n3,\"4\n5,6\n"));
    assertThat(records).extracting(Read::text).containsExactly("1,2", "3,\"4\n5,6\n");
    assertThat(records.get(1).record().problem())
        .contains("the file ends inside of a quoted field of the row that begins here");
    assertThat(records.get(1).position()).isEqualTo(8);
  }

  @Test
  void aRowBeyondTheLimitBecomesAProblemAndReadingGoesOn() throws IOException {
    List<Read> records =
        CSV.maxRecordBytes(1024).all(write("a,b\n1,\"" + "\n".repeat(1_500_000) + "\"\n3,4\n"));
    assertThat(records).hasSize(2);
    assertThat(records.get(0).record().problem()).isPresent();
    assertThat(records.get(1).text()).isEqualTo("3,4");
  }

  @Test
  void aFileIsNeverSplit() throws IOException {
    Path file = write("a,b\n\"\n1,1\n2,2\n\",x\n3,4\n");
    assertThat(CSV.inParts(file, 5)).isEqualTo(CSV.all(file)).hasSize(2);
  }

  @Test
  void readingResumesAfterEveryRowWithTheHeader() throws IOException {
    Path file = write("a,b\n1,2\n\n\"3\n\",4\n5,6");
    List<Read> records = CSV.all(file);
    assertThat(records).hasSize(3);
    for (int i = 0; i < records.size(); i++) {
      assertThat(CSV.resumed(file, 0, Files.size(file), records.get(i).resume()))
          .isEqualTo(records.subList(i + 1, records.size()));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a,a|two columns are called 'a'",
        "a,,b|column 2 has no name",
        "\"a\"b,c|field 1 goes on after its closing quote",
        "\"a,b|the file ends inside of a quoted field of the row that begins here",
      })
  void aFileWithoutAUsableHeaderIsUnreadable(String header, String message) throws IOException {
    Path file = write(header + "\n1,2\n");
    assertThatThrownBy(() -> CSV.all(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "file:" + file + " has no usable header in its first row: " + message);
    List<Read> letters = CSV.deadLetters().all(file);
    assertThat(letters).hasSize(1);
    assertThat(letters.get(0).record().problem().orElseThrow()).contains(message);
    assertThat(letters.get(0).resume()).isEqualTo(RecordBatch.FINISHED);
  }

  @Property(tries = 200)
  void anyFieldsSurvive(
      @ForAll @Size(max = 5) List<
                  @Size(value = 2) List<
                      @Chars({'a', ',', '"', '\n', '\r', ' '}) @StringLength(max = 5) String>>
              rows)
      throws IOException {
    StringBuilder text = new StringBuilder("x,y\n");
    List<Map<String, Object>> expected = new ArrayList<>();
    for (List<String> row : rows) {
      text.append(quote(row.get(0))).append(',').append(quote(row.get(1))).append("\r\n");
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("x", row.get(0));
      fields.put("y", row.get(1));
      expected.add(fields);
    }
    Path file = Files.createTempFile("rows", ".csv");
    try {
      Files.writeString(file, text);
      List<Map<String, Object>> found = new ArrayList<>();
      for (Read read : CSV.all(file)) {
        found.add(RecordDecoders.fields().decode(read.record()));
      }
      assertThat(found).isEqualTo(expected);
    } finally {
      Files.delete(file);
    }
  }

  private static String quote(String field) {
    boolean needed = field.matches("(?s).*[,\"\n\r].*");
    return needed ? '"' + field.replace("\"", "\"\"") + '"' : field;
  }

  private Path write(String text) throws IOException {
    return Files.write(folder.resolve("rows.csv"), text.getBytes(UTF_8));
  }
}
