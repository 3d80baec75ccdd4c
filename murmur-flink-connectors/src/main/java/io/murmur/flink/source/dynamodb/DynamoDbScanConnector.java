package io.murmur.flink.source.dynamodb;

import io.murmur.flink.source.scan.ScanConnector;
import io.murmur.flink.source.scan.ScanException;
import io.murmur.flink.source.scan.ScanPlanner;
import io.murmur.flink.source.scan.ScanReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;

/** A table of DynamoDB to the scan core. */
record DynamoDbScanConnector(ScanSettings settings) implements ScanConnector {

  @Override
  public String origin() {
    return ScanSettings.origin(settings.table());
  }

  @Override
  public boolean hasReadUnits() {
    return true;
  }

  @Override
  public ScanPlanner openPlanner() {
    return new Planner(settings);
  }

  @Override
  public ScanReader openReader() {
    return new DynamoDbScanReader(settings);
  }

  /** Segments need no looking at the table, but its key does. */
  private record Planner(ScanSettings settings) implements ScanPlanner {

    @Override
    public Plan plan(Optional<String> after, int most) throws Exception {
      List<String> key = keyOfTable(after.isEmpty());
      int from = after.map(Integer::parseInt).orElse(0);
      int end = Math.min(settings.segments(), from + most);
      List<String> ranges = new ArrayList<>();
      for (int number = from; number < end; number++) {
        ranges.add(new Segment(number, settings.segments(), key).range());
      }
      return new Plan(
          ranges,
          end < settings.segments() ? Optional.of(Integer.toString(end)) : Optional.empty());
    }

    private List<String> keyOfTable(boolean first) throws Exception {
      try (DynamoDbAsyncClient client = ScanClients.forQuestions(settings.connection())) {
        return ScanClients.describe(client, settings.table()).keySchema().stream()
            .map(KeySchemaElement::attributeName)
            .toList();
      } catch (ScanException e) {
        throw e;
      } catch (Exception e) {
        // Nothing is read yet, so whoever started this should know at once.
        throw first ? new ScanException(e.getMessage(), e) : e;
      }
    }

    @Override
    public void close() {}
  }
}
