package io.murmur.jobs.cli;

import io.murmur.pipeline.Pipeline;
import io.murmur.state.dynamodb.DynamoDbScan;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/**
 * A table open for reading, as the table of a pipeline.
 *
 * @param pipeline says how values combine and how time is cut
 * @param table the table's name
 * @param scan reads it
 * @param <V> the type of the aggregate
 */
record Reading<V>(Pipeline<?, V> pipeline, String table, DynamoDbScan<V> scan) {

  static <V> Reading<V> of(DynamoDbAsyncClient client, Pipeline<?, V> pipeline, String table) {
    return new Reading<>(pipeline, table, new DynamoDbScan<>(client, table, pipeline.monoid()));
  }
}
