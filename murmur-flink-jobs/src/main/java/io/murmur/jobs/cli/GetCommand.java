package io.murmur.jobs.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.murmur.jobs.cli.PipelineChoice.Chosen;
import io.murmur.monoid.Accumulator;
import io.murmur.state.dynamodb.DynamoDbScan.Entry;
import io.murmur.window.BucketRange;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** One entity: its buckets and their total. */
@Command(
    name = "get",
    description = "Shows a key: its buckets, and all of them combined.",
    footer = {
      "",
      "Example, the last day of a page, hour by hour:",
      "  murmur get page:/home --last 24h --pipeline page-views.yaml",
      "",
      "JSON: key, value; with windows, buckets of bucket, from, to, value."
    })
final class GetCommand implements Callable<Integer> {

  @Mixin private Output output;
  @Mixin private PipelineChoice choice;
  @Mixin private TimeRange time;
  @Mixin private Connection connection;

  @Parameters(paramLabel = "KEY", description = "The entity, for example page:/home.")
  private String key;

  @Override
  public Integer call() {
    Chosen chosen = choice.chosen();
    return connection.with(
        chosen.store(),
        client ->
            show(Reading.of(client, chosen.pipeline(), chosen.current(client)), Instant.now()));
  }

  private <V> int show(Reading<V> reading, Instant now) {
    BucketRange range = time.of(reading.pipeline().windowing(), now);
    List<Entry<V>> buckets = reading.scan().buckets(key, range);
    if (buckets.isEmpty()) {
      throw new NotFoundException(
          "table %s has no value of key '%s'%s"
              .formatted(
                  reading.table(),
                  key,
                  reading.pipeline().windowing().windowed() ? " in these buckets" : ""));
    }
    Accumulator<V> total = reading.pipeline().monoid().accumulator();
    buckets.forEach(bucket -> total.add(bucket.stored().value()));
    Rows rows = Rows.of(reading);
    if (output.json()) {
      output.print(json(rows, buckets, total.value()));
    } else {
      output.print(text(rows, buckets, total.value()));
    }
    return ExitCode.OK.number();
  }

  private <V> ObjectNode json(Rows rows, List<Entry<V>> buckets, V total) {
    ObjectNode answer = Output.object().put("key", key);
    answer.set("value", Presented.json(total));
    if (rows.windowing().windowed()) {
      ArrayNode array = answer.putArray("buckets");
      for (Entry<V> bucket : buckets) {
        ObjectNode node = array.addObject();
        rows.bucket(bucket.key(), node);
        node.set("value", Presented.json(bucket.stored().value()));
      }
    }
    return answer;
  }

  private <V> String text(Rows rows, List<Entry<V>> buckets, V total) {
    if (!rows.windowing().windowed()) {
      return new TextTable(rows.headings("key")).row(rows.cells(total, key)).toString();
    }
    TextTable table = new TextTable(rows.headings("bucket"));
    for (Entry<V> bucket : buckets) {
      table.row(rows.cells(bucket.stored().value(), rows.bucket(bucket.key())));
    }
    return table.row(rows.cells(total, "total of " + buckets.size())).toString();
  }
}
