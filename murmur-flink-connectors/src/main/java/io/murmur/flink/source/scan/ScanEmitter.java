package io.murmur.flink.source.scan;

import io.murmur.flink.source.SourceRecord;
import io.murmur.flink.source.scan.ScanElement.PageEnd;
import java.util.Map;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.connector.base.source.reader.RecordEmitter;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.groups.OperatorIOMetricGroup;

/** Passes rows on, and notes after each what to go on after. */
final class ScanEmitter implements RecordEmitter<ScanElement, SourceRecord, ScanSplitState> {

  private static final byte[] NOTHING = {};

  private final String origin;
  private final Counter bytes;
  private final Counter records;
  private final SourceRecord record = new SourceRecord(NOTHING, 0, 0, "", 0, Map.of());

  ScanEmitter(String origin, OperatorIOMetricGroup metrics) {
    this.origin = origin;
    this.bytes = metrics.getNumBytesInCounter();
    this.records = metrics.getNumRecordsInCounter();
  }

  @Override
  public void emitRecord(
      ScanElement element, SourceOutput<SourceRecord> output, ScanSplitState state) {
    if (element instanceof ScanRow row) {
      emit(row, output);
      state.goOnAfter(row.resume());
    } else if (element instanceof PageEnd end) {
      if (end.last().isPresent()) {
        emit(end.last().get(), output);
        state.goOnAfter(end.last().get().resume());
      } else {
        records.dec(); // Flink counts whatever comes here.
      }
      state.readAt(end.position());
      end.next().ifPresent(state::goOnAfter);
    }
  }

  private void emit(ScanRow row, SourceOutput<SourceRecord> output) {
    byte[] value = row.value();
    record.set(value, 0, value.length, origin, 0, Map.of());
    record.markKey(row.key());
    bytes.inc(value.length);
    output.collect(record);
  }
}
