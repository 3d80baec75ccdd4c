package io.murmur.flink.source.file;

import io.murmur.flink.source.CsvHeader;
import io.murmur.flink.source.SourceRecord;
import java.util.Map;
import java.util.Optional;

/**
 * What all records of a file share.
 *
 * @param origin the file's name
 * @param partitions the values in its path
 * @param header its columns, if it is CSV
 */
record FileContext(String origin, Map<String, String> partitions, Optional<CsvHeader> header) {

  /** An empty record of the file, to be set to one after the other. */
  SourceRecord newRecord() {
    return new SourceRecord(new byte[0], 0, 0, origin, 0, partitions);
  }

  /** A record of the file that cannot be read, with what is left of its bytes. */
  SourceRecord unreadable(byte[] bytes, long position, String reason) {
    SourceRecord record = newRecord();
    set(record, bytes, 0, bytes.length, position);
    record.markUnreadable(reason);
    return record;
  }

  /** Makes a record of the file another one. */
  void set(SourceRecord record, byte[] buffer, int offset, int length, long position) {
    record.set(buffer, offset, length, origin, position, partitions);
    if (header.isPresent()) {
      record.markCsv(header.get());
    }
  }
}
