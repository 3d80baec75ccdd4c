/**
 * What a job needs to reach DynamoDB from wherever its tasks run: a {@link
 * io.murmur.flink.dynamodb.DynamoDbConnection} travels in the job graph, clients are made where
 * they are used.
 */
package io.murmur.flink.dynamodb;
