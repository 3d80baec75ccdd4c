package io.murmur.jobs.testing;

import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;

/** What a table holds, attribute by attribute. */
public final class Items {

  private Items() {}

  /** All items, whole, by their keys: {@code entity/bucket}. */
  public static Map<String, Map<String, AttributeValue>> of(
      DynamoDbAsyncClient client, String table) {
    Map<String, Map<String, AttributeValue>> items = new TreeMap<>();
    client
        .scanPaginator(ScanRequest.builder().tableName(table).consistentRead(true).build())
        .items()
        .subscribe(item -> items.put(item.get("pk").s() + "/" + item.get("sk").n(), item))
        .join();
    return items;
  }
}
