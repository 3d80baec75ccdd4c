package io.murmur.flink.source.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.control.Handoff;
import io.murmur.flink.source.scan.ScanException;
import io.murmur.flink.source.scan.ScanPage;
import io.murmur.flink.source.scan.ScanPlanner;
import io.murmur.flink.source.scan.ScanReader;
import io.murmur.flink.source.scan.ScanRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class DynamoDbExportTest {

  /** More than a page of them fit into a file. */
  private static final int ITEMS = 30_000;

  @TempDir Path folder;
  private ExportFiles export;

  @BeforeEach
  void begin() throws Exception {
    export = new ExportFiles(folder);
  }

  private static List<Map<String, AttributeValue>> items(int from, int until) {
    return IntStream.range(from, until)
        .mapToObj(
            i ->
                Map.of(
                    "id", AttributeValue.fromS("item " + i),
                    "n", AttributeValue.fromN(i + ".12345678901234567890123456789"),
                    "pad", AttributeValue.fromS("x".repeat(40))))
        .toList();
  }

  @Test
  void everyItemIsReadOnceFromAnyPlaceAndIsThatOfAScan() throws Exception {
    export.file("a.json.gz", items(0, ITEMS));
    export.file("b.json.gz", items(ITEMS, ITEMS + 3));
    export.file("empty.json.gz", List.of());
    export.manifest();
    List<String> ranges = plan(source());
    assertThat(ranges).hasSize(3);
    List<ScanRow> rows = new ArrayList<>();
    for (String range : ranges) {
      rows.addAll(read(range, Optional.empty()));
    }
    assertThat(rows.stream().map(ScanRow::key))
        .containsExactlyElementsOf(
            IntStream.range(0, ITEMS + 3)
                .mapToObj("{\"id\":{\"S\":\"item %d\"}}"::formatted)
                .toList());
    assertThat(rows.get(7).value())
        .asString()
        .contains("\"id\":\"item 7\"")
        .contains("\"n\":7.12345678901234567890123456789");
    List<ScanRow> first = rows.subList(0, ITEMS);
    for (int place : new int[] {0, 1, ITEMS / 2, ITEMS - 2, ITEMS - 1}) {
      List<ScanRow> rest = read(ranges.get(0), Optional.of(first.get(place).resume()));
      assertThat(rest.stream().map(ScanRow::key))
          .as("after %d", place)
          .isEqualTo(first.subList(place + 1, ITEMS).stream().map(ScanRow::key).toList());
    }
  }

  @Test
  void theExportTimeIsThePositionOfTheToken() throws Exception {
    export.manifest();
    Handoff token = Handoff.read(source().token().capture("sales", "run-1")).orElseThrow();
    assertThat(token.source()).isEqualTo("dynamodb:orders");
    assertThat(token.position())
        .isEqualTo(Map.of("exportTime", "2023-09-02T20:17:05.123Z", "exportArn", ExportFiles.ARN));
  }

  @Test
  void aFileWithOtherBytesOrFewerItemsEndsTheScan() throws Exception {
    Path file = export.file("a.json.gz", items(0, 10));
    Path other = export.file("b.json.gz", items(10, 20));
    export.raw("c.json.gz", "{\"Item\":{\"id\":{\"S\":\"c\"}}}\n", 2);
    export.manifest();
    Files.copy(other, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    List<String> ranges = plan(source());
    assertThatThrownBy(() -> read(ranges.get(0), Optional.empty()))
        .isInstanceOf(ScanException.class)
        .hasMessageContaining("a.json.gz is not the file that the export's manifest means");
    assertThat(read(ranges.get(1), Optional.empty())).hasSize(10);
    assertThatThrownBy(() -> read(ranges.get(2), Optional.empty()))
        .isInstanceOf(ScanException.class)
        .hasMessageContaining("it has 1 items")
        .hasMessageContaining("should have 2");
  }

  @Test
  void aTruncatedFileIsDamaged() throws Exception {
    Path file = export.file("a.json.gz", items(0, 1000));
    export.manifest();
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    List<String> ranges = plan(source());
    assertThatThrownBy(() -> read(ranges.get(0), Optional.empty()))
        .isInstanceOf(ScanException.class)
        .hasMessageContaining("a.json.gz is damaged at byte");
    Files.delete(file);
    assertThatThrownBy(() -> read(ranges.get(0), Optional.empty()))
        .isInstanceOf(ScanException.class)
        .hasMessageContaining("is in the export's list of files, but not there");
  }

  @Test
  void aLineThatIsNoItemEndsTheScan() throws Exception {
    export.raw("a.json.gz", "{\"Item\":{\"id\":{\"S\":\"a\"}}}\n\n{\"id\":\"b\"}\n", 2);
    export.manifest();
    String range = plan(source()).get(0);
    assertThatThrownBy(() -> read(range, Optional.empty()))
        .isInstanceOf(ScanException.class)
        .hasMessageContaining("is no item: it does not begin with {\"Item\":");
  }

  @Test
  void aListThatIsNotWholeIsRefusedBeforeAnythingIsRead() throws Exception {
    export.file("a.json.gz", items(0, 10));
    export.manifest("DYNAMODB_JSON", 11);
    assertThatThrownBy(() -> plan(source()))
        .isInstanceOf(ScanException.class)
        .hasMessageContaining("its summary says 11 items, and its list of files 10");
  }

  @Test
  void whatIsNoExportOfThisTableInThisFormatIsRefused() throws Exception {
    assertThatThrownBy(() -> plan(source()))
        .isInstanceOf(ScanException.class)
        .hasMessageContaining("name the folder of a finished export");
    export.manifest("ION", 0);
    assertThatThrownBy(() -> plan(source()))
        .isInstanceOf(ScanException.class)
        .hasMessageContaining("outputFormat ION, and only DYNAMODB_JSON can be read");
    export.manifest();
    assertThatThrownBy(
            () -> DynamoDbExport.of(folder.toString(), "customers", "id").token().capture("p", "r"))
        .isInstanceOf(ScanException.class)
        .hasMessageContaining("is of table 'orders', not 'customers'");
    Files.writeString(folder.resolve("manifest-summary.json"), "{\"outputFormat\":");
    assertThatThrownBy(() -> plan(source()))
        .isInstanceOf(ScanException.class)
        .hasMessageContaining("is not a manifest of an export of DynamoDB");
  }

  private DynamoDbExport source() {
    return DynamoDbExport.of(folder.toString(), "orders", "id");
  }

  private static List<String> plan(DynamoDbExport export) throws Exception {
    try (ScanPlanner planner = export.connector().openPlanner()) {
      List<String> ranges = new ArrayList<>();
      Optional<String> after = Optional.empty();
      do {
        ScanPlanner.Plan plan = planner.plan(after, 2);
        ranges.addAll(plan.ranges());
        after = plan.next();
      } while (after.isPresent());
      return ranges;
    }
  }

  private List<ScanRow> read(String range, Optional<String> from) throws Exception {
    List<ScanRow> rows = new ArrayList<>();
    try (ScanReader reader = source().connector().openReader()) {
      Optional<String> after = from;
      do {
        ScanPage page = reader.read(range, after);
        rows.addAll(page.rows());
        after = page.next();
      } while (after.isPresent());
    }
    return rows;
  }
}
