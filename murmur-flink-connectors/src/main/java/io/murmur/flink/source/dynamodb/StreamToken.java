package io.murmur.flink.source.dynamodb;

import io.murmur.control.Handoff;
import io.murmur.control.HandoffToken;
import io.murmur.flink.source.scan.ScanException;
import io.murmur.flink.source.scan.TokenSource;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamResponse;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsAsyncClient;

/**
 * Takes the position of a table's stream. Its parts: {@code streamArn}, and {@code shard:<id>} for
 * each shard that is open, with the sequence number of its start.
 */
record StreamToken(ScanSettings settings) implements TokenSource {

  @Override
  public HandoffToken capture(String pipeline, String run) throws Exception {
    Instant before = Instant.now();
    SortedMap<String, String> position = new TreeMap<>();
    try (DynamoDbAsyncClient client = ScanClients.forQuestions(settings.connection())) {
      TableDescription table = ScanClients.describe(client, settings.table());
      boolean streams =
          table.streamSpecification() != null
              && Boolean.TRUE.equals(table.streamSpecification().streamEnabled());
      if (streams) {
        position.put("streamArn", table.latestStreamArn());
        addShards(table.latestStreamArn(), position);
      }
    } catch (ScanException e) {
      throw e;
    } catch (java.io.IOException e) {
      throw new ScanException(e.getMessage(), e);
    }
    return new Handoff(
            ScanSettings.origin(settings.table()), position, new TreeMap<>(), before, pipeline, run)
        .token();
  }

  private void addShards(String arn, SortedMap<String, String> position) throws Exception {
    try (DynamoDbStreamsAsyncClient streams = settings.connection().openStreams()) {
      String after = null;
      do {
        String start = after;
        DescribeStreamResponse page =
            ScanClients.await(
                settings.table(),
                "followed by its stream",
                streams.describeStream(r -> r.streamArn(arn).exclusiveStartShardId(start)));
        page.streamDescription().shards().stream()
            .filter(shard -> shard.sequenceNumberRange().endingSequenceNumber() == null)
            .forEach(shard -> position.put("shard:" + shard.shardId(), startOf(shard)));
        after = page.streamDescription().lastEvaluatedShardId();
      } while (after != null);
    }
  }

  private static String startOf(Shard shard) {
    return shard.sequenceNumberRange().startingSequenceNumber();
  }
}
