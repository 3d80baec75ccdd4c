package io.murmur.flink.source.dynamodb;

import io.murmur.flink.source.scan.ScanPage;
import io.murmur.flink.source.scan.ScanReader;
import io.murmur.flink.source.scan.ScanRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/**
 * Reads pages of segments. DynamoDB orders a segment by a hash of the partition key, and takes any
 * key as a place in that order, that of an item which is gone as well: so every item's key is one
 * to go on after.
 */
final class DynamoDbScanReader implements ScanReader {

  private final ScanSettings settings;
  private final String origin;
  private final DynamoDbAsyncClient client;
  private final ItemJson json = new ItemJson();

  DynamoDbScanReader(ScanSettings settings) {
    this.settings = settings;
    this.origin = ScanSettings.origin(settings.table());
    this.client = ScanClients.forPages(settings.connection());
  }

  @Override
  public ScanPage read(String range, Optional<String> after) throws Exception {
    Segment segment = Segment.of(range);
    ScanRequest.Builder request = settings.request(segment);
    if (after.isPresent()) {
      request.exclusiveStartKey(ItemKey.read(after.get()));
    }
    ScanResponse response =
        ScanClients.await(settings.table(), "scanned", client.scan(request.build()));
    List<ScanRow> rows = new ArrayList<>(response.items().size());
    for (Map<String, AttributeValue> item : response.items()) {
      rows.add(ScanRow.of(json.write(item), ItemKey.of(origin, segment.key(), item)));
    }
    Optional<String> next =
        response.lastEvaluatedKey().isEmpty()
            ? Optional.empty()
            : Optional.of(ItemKey.of(origin, segment.key(), response.lastEvaluatedKey()));
    double units =
        response.consumedCapacity() == null ? 0 : response.consumedCapacity().capacityUnits();
    return new ScanPage(rows, next, Optional.empty(), units);
  }

  @Override
  public void close() {
    client.close();
  }
}
