package io.murmur.flink.source.scan;

import io.murmur.flink.source.SourceRecord;
import io.murmur.flink.source.scan.ScanPlanner.Plan;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The first rows of a scan, read here and not by a job: a page or a few, whatever the table's size.
 *
 * @param records copies, in the order of the ranges
 * @param whole whether there are no more
 */
public record ScanSample(List<SourceRecord> records, boolean whole) {

  /** A filter that lets little pass is not waited for. */
  private static final int MOST_PAGES = 8;

  /** More than one, since the first may be empty. */
  private static final int RANGES = 8;

  /** Copies the list. */
  public ScanSample {
    records = List.copyOf(records);
  }

  static ScanSample read(ScanConnector connector, int most) throws Exception {
    try (ScanPlanner planner = connector.openPlanner();
        ScanReader reader = connector.openReader()) {
      return read(connector, planner, reader, most);
    }
  }

  private static ScanSample read(
      ScanConnector connector, ScanPlanner planner, ScanReader reader, int most) throws Exception {
    List<SourceRecord> records = new ArrayList<>();
    int pages = 0;
    try {
      Plan plan = planner.plan(Optional.empty(), RANGES);
      Iterator<String> ranges = plan.ranges().iterator();
      while (ranges.hasNext()) {
        String range = ranges.next();
        Optional<String> after = Optional.empty();
        do {
          if (pages == MOST_PAGES || records.size() == most) {
            return new ScanSample(records, false);
          }
          ScanPage page = reader.read(range, after);
          pages++;
          after = page.next();
          for (ScanRow row : page.rows()) {
            if (records.size() == most) {
              return new ScanSample(records, false);
            }
            records.add(record(connector, row));
          }
        } while (after.isPresent());
      }
      return new ScanSample(records, plan.next().isEmpty());
    } finally {
      // What it held for readers, nobody will read on from.
      planner.release();
    }
  }

  private static SourceRecord record(ScanConnector connector, ScanRow row) {
    byte[] value = row.value();
    SourceRecord record = new SourceRecord(value, 0, value.length, connector.origin(), 0, Map.of());
    record.markKey(row.key());
    return record;
  }
}
