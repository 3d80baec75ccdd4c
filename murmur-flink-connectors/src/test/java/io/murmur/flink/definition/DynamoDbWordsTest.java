package io.murmur.flink.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.definition.Definitions;
import io.murmur.flink.source.dynamodb.DynamoDbExport;
import io.murmur.flink.source.scan.ScanSource;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class DynamoDbWordsTest {

  private static final String PIPELINE =
      """
      name: v
      key: '{region}'
      aggregate: count
      store: {table: views, control-table: control}
      """;

  @Test
  void everyOptionOfAScanHasAWord() {
    Definitions job =
        Definings.read(
            PIPELINE
                + """
                source:
                  dynamodb:
                    table: orders
                    region: eu-west-1
                    endpoint: http://localhost:8000
                    segments: 64
                    filter: '#s = :paid AND amount > :least AND open = :yes AND b = :b AND n = :n'
                    projection: 'amount, #s'
                    names: {'#s': status}
                    values: {':paid': paid, ':least': 10.50, ':yes': true, ':b': {B: AAE=},
                      ':n': {N: '1'}}
                    consistent-reads: true
                    page-items: 100
                    max-read-units-per-second: 500
                """);

    assertThat(job.source())
        .isEqualTo(
            new DynamoDbSettings(
                "orders",
                Optional.of("eu-west-1"),
                Optional.of(URI.create("http://localhost:8000")),
                Optional.of(64),
                new DynamoDbSettings.Expressions(
                    Optional.of(
                        "#s = :paid AND amount > :least AND open = :yes AND b = :b AND n = :n"),
                    Optional.of("amount, #s"),
                    Map.of("#s", "status"),
                    Map.of(
                        ":paid", AttributeValue.fromS("paid"),
                        ":least", AttributeValue.fromN("10.50"),
                        ":yes", AttributeValue.fromBool(true),
                        ":b", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {0, 1})),
                        ":n", AttributeValue.fromN("1"))),
                true,
                Optional.of(100),
                new ScanLimit(Optional.empty(), Optional.of(500.0))));
    assertThat(job.source().describe())
        .startsWith("dynamodb:orders, filter #s = :paid")
        .endsWith(" in eu-west-1 at http://localhost:8000");
    assertThat(((ScanSource) DefinitionFiles.source(job).source()).origin())
        .isEqualTo("dynamodb:orders");
    assertThat(DefinitionFiles.source(job).token()).isPresent();
    assertThat(Plan.of(job).text()).contains("reads         dynamodb:orders, filter");
  }

  @Test
  void whatIsInQuotesOrComesFromAVariableIsAText() {
    Definitions job =
        Definings.read(
            PIPELINE
                + """
                source:
                  dynamodb:
                    table: orders
                    filter: 'a = :a OR b = :b OR c = :c'
                    values: {':a': '5', ':b': '${FIVE}', ':c': {N: '${FIVE}'}}
                """,
            Map.of("FIVE", "5"));

    assertThat(((DynamoDbSettings) job.source()).expressions().values())
        .isEqualTo(
            Map.of(
                ":a", AttributeValue.fromS("5"),
                ":b", AttributeValue.fromS("5"),
                ":c", AttributeValue.fromN("5")));
  }

  @Test
  void allThatIsWrongWithAScanIsToldAtOnceWhereItIs() {
    assertThat(
            Definings.problems(
                    PIPELINE
                        + """
                        source:
                          dynamodb:
                            tabel: orders
                            endpoint: 'https://me:hunter2@localhost'
                            segments: 0
                            filter: '#status = :paid'
                            names: {'#statsu': status, state: x}
                            consistent-reads: 'yes'
                            page-items: many
                            max-records-per-second: 0
                        """)
                .lines())
        .contains(
            "test.yaml:7:5: source.dynamodb.tabel: unknown word 'tabel'; did you mean 'table'?",
            "test.yaml:7:5: source.dynamodb: 'table' is missing",
            "test.yaml:8:15: source.dynamodb.endpoint: must not have a user or a password in it:"
                + " credentials come from the environment",
            "test.yaml:9:15: source.dynamodb.segments: must be a whole number from 1 to 1,000,000,"
                + " in plain digits, not '0'",
            "test.yaml:11:32: source.dynamodb.names.state: must be a placeholder such as '#status',"
                + " not 'state'",
            "test.yaml:12:23: source.dynamodb.consistent-reads: must be true or false, not text in"
                + " quotes",
            "test.yaml:13:17: source.dynamodb.page-items: must be a whole number from 1 to"
                + " 2,147,483,647, in plain digits, not 'many'",
            "test.yaml:14:29: source.dynamodb.max-records-per-second: must be a number above 0 and"
                + " below 1000000000, not '0'");
  }

  @Test
  void everyPlaceholderStandsForSomethingAndIsUsed() {
    assertThat(
            Definings.problems(
                    PIPELINE
                        + """
                        source:
                          dynamodb:
                            table: orders
                            filter: '#status = :paid'
                            projection: '#amuont'
                            names: {'#statsu': status}
                            values: {':unused': 1}
                        """)
                .lines())
        .containsExactly(
            "test.yaml:8:13: source.dynamodb.filter: '#status' stands for nothing: say it in"
                + " 'names'; did you mean '#statsu'?",
            "test.yaml:8:13: source.dynamodb.filter: ':paid' stands for nothing: say it in"
                + " 'values'",
            "test.yaml:9:17: source.dynamodb.projection: '#amuont' stands for nothing: say it in"
                + " 'names'",
            "test.yaml:10:12: source.dynamodb.names: '#statsu' is in no expression",
            "test.yaml:11:13: source.dynamodb.values: ':unused' is in no expression");
    assertThat(
            Definings.problems(
                PIPELINE
                    + "source: {dynamodb: {table: orders, filter: 'a = :a', values: {':a': {S: x,"
                    + " N: '1'}}, max-records-per-second: 1, max-read-units-per-second: 1}}\n"))
        .contains(
            "source.dynamodb.values.:a: a value has one type: {S: text}, {N: '1'} or {B: base64}",
            "source.dynamodb.max-read-units-per-second: a scan has one limit, and"
                + " 'max-records-per-second' is another");
  }

  @Test
  void everyOptionOfAnExportHasAWord() {
    Definitions job =
        Definings.read(
            PIPELINE
                + """
                source:
                  dynamodb-export:
                    path: s3://exports/AWSDynamoDB/1-a/
                    table: orders
                    key: [id, at]
                    max-records-per-second: 1000
                """);

    assertThat(job.source())
        .isEqualTo(
            new DynamoDbExportSettings(
                DynamoDbExport.of("s3://exports/AWSDynamoDB/1-a", "orders", "id", "at"),
                new ScanLimit(Optional.of(1000.0), Optional.empty())));
    assertThat(DefinitionFiles.source(job).token()).isPresent();
    assertThat(
            Definings.problems(
                PIPELINE
                    + """
                    source: {dynamodb-export: {path: /x, table: orders, key: [id, id]}}
                    """))
        .contains(
            "source.dynamodb-export.key: a table's key has one attribute, or two that differ");
  }

  @Test
  void aJobReadsOneSource() {
    assertThat(
            Definings.problems(
                PIPELINE + "source: {dynamodb: {table: orders}, files: {path: /x}}\n"))
        .contains("source: has 2 sources, 'files' and 'dynamodb': a job reads one");
    assertThat(Definings.problems(PIPELINE + "source: {dynamo: {table: orders}}\n"))
        .contains("source.dynamo: unknown word 'dynamo'; did you mean 'dynamodb'?");
  }
}
