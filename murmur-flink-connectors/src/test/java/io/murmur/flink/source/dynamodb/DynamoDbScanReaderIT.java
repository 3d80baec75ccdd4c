package io.murmur.flink.source.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.control.Handoff;
import io.murmur.flink.dynamodb.DynamoDbConnection;
import io.murmur.flink.source.scan.ScanException;
import io.murmur.flink.source.scan.ScanPage;
import io.murmur.flink.source.scan.ScanPlanner;
import io.murmur.flink.source.scan.ScanReader;
import io.murmur.flink.source.scan.ScanRow;
import io.murmur.testing.DynamoDbLocal;
import io.murmur.testing.DynamoDbLocalExtension;
import io.murmur.testing.Fault;
import io.murmur.testing.FaultProxy;
import io.murmur.testing.FaultRule;
import io.murmur.testing.Ports;
import io.murmur.testing.ServiceError;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Pages of segments, their errors, and tokens, without a job. */
@ExtendWith(DynamoDbLocalExtension.class)
class DynamoDbScanReaderIT {

  private static final int ITEMS = 300;

  private DynamoDbTable table;
  private DynamoDbConnection connection;
  private URI endpoint;

  @BeforeEach
  void fill(DynamoDbLocal local, DynamoDbAsyncClient client) {
    endpoint = local.endpoint();
    connection = DynamoDbTable.at(endpoint);
    table = DynamoDbTable.create(client, true);
    table.fill(ITEMS, DynamoDbScanReaderIT::item);
  }

  private static Map<String, AttributeValue> item(int i) {
    return Map.of(
        "id", AttributeValue.fromS("item " + i), "n", AttributeValue.fromN(Integer.toString(i)));
  }

  @Test
  void theSegmentsTogetherHaveEveryItemOnce() throws Exception {
    assertThat(keys(scan().segments(7).pageItems(10)))
        .containsExactlyInAnyOrderElementsOf(ids(ITEMS));
  }

  @Test
  void aFilterAndAProjectionLeaveOutItemsAndAttributes() throws Exception {
    DynamoDbScan scan =
        scan()
            .segments(3)
            .pageItems(10)
            .filter("#n < :most")
            .projection("#n")
            .name("#n", "n")
            .value(":most", AttributeValue.fromN("5"));
    List<String> values =
        rows(scan).stream().map(row -> new String(row.value(), StandardCharsets.UTF_8)).toList();
    assertThat(values).hasSize(5).allMatch(json -> json.matches("\\{.*\"n\":[0-4].*}"));
    assertThat(keys(scan)).containsExactlyInAnyOrderElementsOf(ids(5));
  }

  @Test
  void anyItemsKeyIsAPlaceToGoOnAlsoWhenTheItemIsGone() throws Exception {
    String range = plan(scan().segments(1)).get(0);
    try (ScanReader reader = connector(scan().segments(1)).openReader()) {
      List<ScanRow> all = reader.read(range, Optional.empty()).rows();
      String middle = all.get(ITEMS / 2).resume();
      List<ScanRow> rest = all.subList(ITEMS / 2 + 1, ITEMS);
      assertThat(keysOf(reader.read(range, Optional.of(middle)).rows())).isEqualTo(keysOf(rest));
      table.delete(ItemKey.read(middle).get("id").s());
      assertThat(keysOf(reader.read(range, Optional.of(middle)).rows())).isEqualTo(keysOf(rest));
    }
  }

  @Test
  void whatAPageCostIsKnown() throws Exception {
    try (ScanReader reader = connector(scan().segments(1).consistentReads(true)).openReader()) {
      ScanPage page = reader.read(plan(scan().segments(1)).get(0), Optional.empty());
      assertThat(page.readUnits()).isPositive();
    }
  }

  @Test
  void aThrottledPageIsReadInTheEnd() throws Exception {
    try (FaultProxy proxy = FaultProxy.dynamoDb(endpoint, 1)) {
      var throttling =
          proxy.inject(
              FaultRule.of(Fault.error(ServiceError.THROUGHPUT_EXCEEDED)).on("Scan").onlyTheNth(2));
      DynamoDbScan scan =
          DynamoDbScan.of(DynamoDbTable.at(proxy.endpoint()), table.name())
              .segments(4)
              .pageItems(40);
      assertThat(keys(scan)).containsExactlyInAnyOrderElementsOf(ids(ITEMS));
      assertThat(throttling.strikes()).isOne();
    }
  }

  @Test
  void aMissingTableIsToldWithWhatToDo() {
    assertThatThrownBy(() -> plan(DynamoDbScan.of(connection, "nowhere")))
        .isInstanceOf(ScanException.class)
        .hasMessage(
            "table 'nowhere' of DynamoDB cannot be described: it does not exist in this region and"
                + " account; correct its name, the region or the credentials");
    assertThatThrownBy(() -> DynamoDbScan.of(connection, "nowhere").token().capture("p", "r"))
        .isInstanceOf(ScanException.class)
        .hasMessageContaining("it does not exist");
  }

  @Test
  void aMissingPermissionAndWrongCredentialsEndTheScan() throws Exception {
    for (String code : List.of("AccessDeniedException", "UnrecognizedClientException")) {
      try (FaultProxy proxy = FaultProxy.dynamoDb(endpoint, 1)) {
        proxy.inject(
            FaultRule.of(
                Fault.error(
                    new ServiceError(400, "com.amazonaws.dynamodb.v20120810#" + code, "no, you"))));
        DynamoDbScan scan = DynamoDbScan.of(DynamoDbTable.at(proxy.endpoint()), table.name());
        assertThatThrownBy(() -> plan(scan))
            .isInstanceOf(ScanException.class)
            .hasMessageContaining("cannot be described: no, you (" + code + ")");
        try (ScanReader reader = connector(scan).openReader()) {
          assertThatThrownBy(() -> reader.read(segment(), Optional.empty()))
              .isInstanceOf(ScanException.class)
              .hasMessageContaining("cannot be scanned: no, you (" + code + ")");
        }
      }
    }
  }

  @Test
  void anUnreachableHostIsToldWhenTheScanIsPlanned() {
    DynamoDbConnection nowhere = DynamoDbTable.at(URI.create("http://127.0.0.1:" + Ports.free()));
    assertThatThrownBy(() -> plan(DynamoDbScan.of(nowhere, "t")))
        .isInstanceOf(ScanException.class)
        .hasMessageContaining("table 't' of DynamoDB cannot be described: ");
    assertThatThrownBy(() -> DynamoDbScan.of(nowhere, "t").token().capture("p", "r"))
        .isInstanceOf(ScanException.class);
  }

  @Test
  void aTableThatWasMadeAnewWithAnotherKeyEndsTheScan() throws Exception {
    try (ScanReader reader = connector(scan()).openReader()) {
      String other = new Segment(0, 1, List.of("serial")).range();
      assertThatThrownBy(() -> reader.read(other, Optional.empty()))
          .isInstanceOf(ScanException.class)
          .hasMessageContaining("made anew with another key");
      assertThatThrownBy(() -> reader.read(other, Optional.of("{\"serial\":{\"N\":\"1\"}}")))
          .isInstanceOf(ScanException.class);
    }
  }

  @Test
  void aWrongExpressionIsToldInDynamoDbsWords() throws Exception {
    try (ScanReader reader = connector(scan().filter("n ==== 1")).openReader()) {
      assertThatThrownBy(() -> reader.read(segment(), Optional.empty()))
          .isInstanceOf(ScanException.class)
          .hasMessageContaining("Invalid FilterExpression");
    }
  }

  @Test
  void theTokenNamesTheStreamAndItsOpenShards() throws Exception {
    Instant before = Instant.now();
    Handoff token = Handoff.read(scan().token().capture("sales", "run-1")).orElseThrow();
    assertThat(token.source()).isEqualTo("dynamodb:" + table.name());
    assertThat(token.pipeline()).isEqualTo("sales");
    assertThat(token.run()).isEqualTo("run-1");
    assertThat(token.takenAt()).isBetween(before, Instant.now());
    assertThat(token.position().get("streamArn")).contains("stream");
    assertThat(token.position().keySet()).anyMatch(name -> name.startsWith("shard:"));
  }

  @Test
  void theTokenOfATableWithoutAStreamHasOnlyTheTime(DynamoDbAsyncClient client) throws Exception {
    DynamoDbTable plain = DynamoDbTable.create(client, false);
    Handoff token =
        Handoff.read(DynamoDbScan.of(connection, plain.name()).token().capture("p", "r"))
            .orElseThrow();
    assertThat(token.position()).isEmpty();
  }

  private DynamoDbScan scan() {
    return DynamoDbScan.of(connection, table.name());
  }

  private static String segment() {
    return new Segment(0, 1, List.of("id")).range();
  }

  private static DynamoDbScanConnector connector(DynamoDbScan scan) {
    return new DynamoDbScanConnector(scan.settings());
  }

  private static List<String> plan(DynamoDbScan scan) throws Exception {
    try (ScanPlanner planner = connector(scan).openPlanner()) {
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

  private static List<ScanRow> rows(DynamoDbScan scan) throws Exception {
    List<ScanRow> rows = new ArrayList<>();
    try (ScanReader reader = connector(scan).openReader()) {
      for (String range : plan(scan)) {
        Optional<String> after = Optional.empty();
        do {
          ScanPage page = reader.read(range, after);
          rows.addAll(page.rows());
          after = page.next();
        } while (after.isPresent());
      }
    }
    return rows;
  }

  private static List<String> keys(DynamoDbScan scan) throws Exception {
    return keysOf(rows(scan));
  }

  private static List<String> keysOf(List<ScanRow> rows) {
    return rows.stream().map(ScanRow::key).toList();
  }

  private static Set<String> ids(int count) {
    Set<String> ids = new TreeSet<>();
    for (int i = 0; i < count; i++) {
      ids.add("{\"id\":{\"S\":\"item %d\"}}".formatted(i));
    }
    return ids;
  }
}
