/**
 * Reads collections of MongoDB: {@link io.murmur.flink.source.mongodb.MongoScan}.
 *
 * <p>MongoDB compares values of one kind only: a condition {@code _id > 5} is met by numbers and by
 * nothing else. So a range is one of values of one {@code TypeBracket} ({@code IdRange}), and a
 * collection has one at least for each kind of {@code _id} that it has. The {@code
 * MongoScanPlanner} finds the kinds and cuts them where a sample of the collection says, or, of a
 * server that takes no samples, by walking over the keys; the {@code MongoScanReader} reads a range
 * page by page in the order of {@code _id}, in one {@code RangeSnapshot} where the server has such
 * a thing.
 *
 * <p>All of them give the document as plain JSON ({@code DocumentJson}), and collection and {@code
 * _id} as its place ({@code DocumentId}).
 *
 * <p>Documents change. What a scan aggregates is each document as it was when its range was read,
 * not its history: a pipeline over documents that change is right as of the scan, and stays right
 * only if a live feed takes the old state of a changed document back before it adds the new one.
 * The handoff token says for the collection and for each range where such a feed begins; a change
 * stream has the old states if the collection keeps {@code changeStreamPreAndPostImages}.
 */
package io.murmur.flink.source.mongodb;
