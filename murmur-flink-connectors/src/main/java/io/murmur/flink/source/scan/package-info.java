/**
 * What all scans of databases have in common: a bounded source that reads a table once, in ranges,
 * page by page, and goes on after the last key that it gave out.
 *
 * <p>A source of one kind of database is a {@link io.murmur.flink.source.scan.ScanConnector}: it
 * says what ranges there are, and reads the page after a key. On the job manager a {@code
 * ScanEnumerator} asks for ranges when they are needed and gives them to whoever has none; in each
 * task a {@code ScanSplitReader} reads pages of its ranges in a thread of its own, and a {@code
 * ScanEmitter} passes their rows on, noting the key of each. A checkpoint holds that key: not a
 * number of rows, which says nothing once rows come and go.
 *
 * <p>Where a live feed takes over is said by a {@link io.murmur.flink.source.scan.TokenSource},
 * which is asked before the first row is read.
 */
package io.murmur.flink.source.scan;
