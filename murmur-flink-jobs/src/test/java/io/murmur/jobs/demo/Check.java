package io.murmur.jobs.demo;

import io.murmur.definition.Definitions;
import io.murmur.definition.event.Event;
import io.murmur.jobs.demo.PageViewLog.Totals;
import io.murmur.monoid.StructValue;
import io.murmur.pipeline.Pipeline;
import io.murmur.state.Key;
import io.murmur.state.dynamodb.DynamoDbScan;
import io.murmur.testing.DynamoDbLocal;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/** Compares the table with what was counted while the log was written. */
final class Check {

  private final PrintWriter out;

  Check(PrintWriter out) {
    this.out = out;
  }

  /** Whether every page and country has, in every hour, just what it should have. */
  boolean compare(PageViewLog log, Definitions job, URI endpoint) {
    Map<Key, Totals> found = new HashMap<>();
    try (DynamoDbAsyncClient client = DynamoDbLocal.asyncClient(endpoint).build()) {
      scan(client, job.all().get(0).pipeline(), job.all().get(0).table().table(), found);
    }
    Map<Key, Totals> expected = new HashMap<>();
    log.totals().forEach((key, totals) -> expected.put(key, stripped(totals)));
    boolean exact = found.equals(expected);
    out.printf(
        Locale.ROOT,
        "%n%s: %,d views, counted one by one while the log was written, are %s%n",
        exact ? "exact" : "WRONG",
        log.counted(),
        exact
            ? "in the table, each once: all %,d keys have their views and their revenue to the cent"
                .formatted(expected.size())
            : "not what the table has");
    out.flush();
    return exact;
  }

  private static <V> void scan(
      DynamoDbAsyncClient client,
      Pipeline<Event, V> pipeline,
      String table,
      Map<Key, Totals> found) {
    new DynamoDbScan<>(client, table, pipeline.monoid())
        .all(
            (key, stored) -> {
              StructValue value = (StructValue) (Object) stored.value();
              found.put(
                  key,
                  stripped(
                      new Totals((Long) value.get("views"), (BigDecimal) value.get("revenue"))));
            });
  }

  /** DynamoDB keeps no zeros at the end of a number. */
  private static Totals stripped(Totals totals) {
    BigDecimal revenue = totals.revenue();
    return new Totals(
        totals.views(), revenue.signum() == 0 ? BigDecimal.ZERO : revenue.stripTrailingZeros());
  }
}
