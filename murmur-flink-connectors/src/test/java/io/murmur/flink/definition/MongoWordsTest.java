package io.murmur.flink.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.definition.DefinitionException;
import io.murmur.definition.Definitions;
import io.murmur.definition.yaml.Environment;
import io.murmur.definition.yaml.Secret;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MongoWordsTest {

  private static final String PIPELINE =
      """
      name: v
      key: '{region}'
      aggregate: count
      store: {table: views, control-table: control}
      """;

  private static final String URI = "mongodb://me:hunter2@db/?replicaSet=rs";

  @Test
  void everyOptionOfAScanHasAWordAndTheConnectionStringIsInNoText() {
    Definitions job =
        Definings.read(
            PIPELINE
                + """
                source:
                  mongodb:
                    uri: ${ORDERS}
                    database: shop
                    collection: orders
                    filter: '{"status": "paid"}'
                    projection: '{"region": 1}'
                    read-preference: secondaryPreferred
                    ranges: 16
                    page-documents: 500
                    max-records-per-second: 1000
                """,
            Map.of("ORDERS", URI));

    assertThat(job.source())
        .isEqualTo(
            new MongoSourceSettings(
                Secret.of(URI, "variable ${ORDERS}"),
                "shop",
                "orders",
                Optional.of("{\"status\": \"paid\"}"),
                Optional.of("{\"region\": 1}"),
                Optional.of("secondaryPreferred"),
                Optional.of(16),
                Optional.of(500),
                new ScanLimit(Optional.of(1000.0), Optional.empty())));
    assertThat(DefinitionFiles.source(job).token()).isPresent();
    assertThat(Plan.of(job).text())
        .contains("reads         mongodb:shop.orders, filter {\"status\": \"paid\"}, fields")
        .doesNotContain("hunter2");
    assertThat(job.toString() + job.source() + DefinitionFiles.source(job).source())
        .doesNotContain("hunter2");
  }

  @Test
  void aConnectionStringInTheFileIsRefusedAndNotRepeated() {
    assertThat(
            Definings.problems(
                PIPELINE
                    + """
                    source:
                      mongodb:
                        uri: mongodb://me:hunter2@db/
                        database: shop
                        collection: orders
                    """))
        .contains(
            "test.yaml:7:10: source.mongodb.uri: a secret must not be written into a definition:"
                + " say a variable such as ${PASSWORD}")
        .doesNotContain("hunter2");
  }

  @Test
  void whatIsNoConnectionStringIsToldByItsVariableAlone() {
    String text =
        PIPELINE + "source: {mongodb: {uri: '${ORDERS}', database: shop, collection: orders}}\n";
    for (String wrong : new String[] {"hunter2", "mongodb://me:hunter2/@db/x", "mongodb://"}) {
      assertThat(problems(text, Map.of("ORDERS", wrong)))
          .contains(
              "source.mongodb.uri: the text of its variable ${ORDERS} is none of MongoDB: it must"
                  + " be like mongodb://user:password@host")
          .doesNotContain("hunter2");
    }
    // Whether there are such hosts is not asked when a file is read.
    assertThat(problems(text, Map.of("ORDERS", "mongodb+srv://me:hunter2@nowhere.invalid")))
        .isEmpty();
  }

  @Test
  void allThatIsWrongWithAScanIsToldAtOnceWhereItIs() {
    assertThat(
            Definings.problems(
                PIPELINE
                    + """
                    source:
                      mongodb:
                        databse: shop
                        collection: orders
                        filter: '{"status": paid}'
                        projection: '{"_id": 0}'
                        read-preference: secondaryprefered
                        ranges: 0
                        page-documents: 0
                    """))
        .contains(
            "source.mongodb.databse: unknown word 'databse'; did you mean 'database'?",
            "source.mongodb: 'uri' is missing",
            "source.mongodb: 'database' is missing",
            "test.yaml:9:13: source.mongodb.filter: the filter is no document of extended JSON:",
            "test.yaml:10:17: source.mongodb.projection: the projection must leave '_id' as it is",
            "source.mongodb.read-preference: must be one of primary, primaryPreferred, secondary,"
                + " secondaryPreferred, nearest, not 'secondaryprefered'",
            "source.mongodb.ranges: must be a whole number from 1 to 10,000",
            "source.mongodb.page-documents: must be a whole number from 1 to 1,000,000");
  }

  private static String problems(String text, Map<String, String> variables) {
    try {
      DefinitionFiles.reader().read("test.yaml", text, Environment.of(variables));
      return "";
    } catch (DefinitionException e) {
      return e.getMessage();
    }
  }
}
