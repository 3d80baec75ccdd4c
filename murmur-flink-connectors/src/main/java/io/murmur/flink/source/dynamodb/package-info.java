/**
 * Reads tables of DynamoDB: by a parallel scan ({@link
 * io.murmur.flink.source.dynamodb.DynamoDbScan}), or from an export to S3 ({@link
 * io.murmur.flink.source.dynamodb.DynamoDbExport}).
 *
 * <p>Both give the same records with the same ids: the item as plain JSON ({@code ItemJson}), and
 * table and primary key as its place ({@code ItemKey}). What they differ in:
 *
 * <ul>
 *   <li>A scan reads each item as it is when the scan comes by, so it is not the table at any one
 *       moment: a change made during the scan may be in it, and in the table's stream, too. It
 *       costs read units.
 *   <li>An export is the table at exactly its export time, and costs no read units. A live feed
 *       that begins there neither misses a change nor sees one twice. It is for pipelines over
 *       items that change.
 * </ul>
 */
package io.murmur.flink.source.dynamodb;
