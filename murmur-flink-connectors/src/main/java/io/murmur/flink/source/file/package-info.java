/**
 * Reads records out of files, in parallel where the files allow it, as bytes with their places.
 *
 * <p>It is Flink's own {@link org.apache.flink.connector.file.src.FileSource} with another listing
 * and another format. {@link io.murmur.flink.source.file.FileSources} builds one; on the job
 * manager a {@code FileSplitEnumerator} lists files by pattern and date, few at a time, cuts them
 * into parts and hands these out in groups; in each task a {@code RecordFormat} opens one part
 * after the other, a {@code FileInput} decompresses it, and a {@code TextReader} cuts large buffers
 * into records by a {@code Framer} (lines, JSON values, rows of CSV), batch by batch. Nothing is
 * decoded, copied or turned into text on the way: a record is a place in a buffer.
 */
package io.murmur.flink.source.file;
