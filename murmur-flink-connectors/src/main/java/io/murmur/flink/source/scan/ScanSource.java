package io.murmur.flink.source.scan;

import io.murmur.flink.source.SourceRecord;
import io.murmur.flink.source.SourceRecordTypeInfo;
import io.murmur.flink.source.scan.ReadLimit.Measure;
import java.util.Objects;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * A bounded source of the rows of a table, each once, whatever fails meanwhile: it goes on after
 * the key of the last row that a checkpoint knows. Rows that come while it reads may be read or
 * not; rows that go disturb no other.
 *
 * <p>Immutable: each setting gives another source.
 */
public final class ScanSource
    implements Source<SourceRecord, ScanSplit, ScanState>, ResultTypeQueryable<SourceRecord> {

  private static final long serialVersionUID = 1L;

  private final ScanConnector connector;
  private final ReadLimit limit;

  /** Null for none, since an Optional is not serializable. */
  private final RangePositions keeper;

  private ScanSource(ScanConnector connector, ReadLimit limit, RangePositions keeper) {
    this.connector = connector;
    this.limit = limit;
    this.keeper = keeper;
  }

  /** A source that reads as fast as it can. */
  public static ScanSource of(ScanConnector connector) {
    return new ScanSource(Objects.requireNonNull(connector, "connector"), ReadLimit.none(), null);
  }

  /**
   * Lets all readers together read so many rows in a second, on average. Each has an equal share,
   * so a scan with fewer ranges than readers is slower.
   */
  public ScanSource recordsPerSecond(double records) {
    return new ScanSource(connector, new ReadLimit(Measure.RECORDS, records), keeper);
  }

  /**
   * As {@link #recordsPerSecond}, in the database's own read units.
   *
   * @throws IllegalArgumentException if it has none
   */
  public ScanSource readUnitsPerSecond(double units) {
    if (!connector.hasReadUnits()) {
      throw new IllegalArgumentException(
          "%s has no read units to limit: say recordsPerSecond(…)".formatted(connector.origin()));
    }
    return new ScanSource(connector, new ReadLimit(Measure.READ_UNITS, units), keeper);
  }

  /** Hands over the positions at which the ranges were read, when all are. */
  public ScanSource rangePositions(RangePositions positions) {
    return new ScanSource(connector, limit, Objects.requireNonNull(positions, "positions"));
  }

  /** What is scanned: the first part of every event's id. */
  public String origin() {
    return connector.origin();
  }

  /**
   * Asks the database for the first range, from here: what can never be read is known before a job
   * is submitted.
   *
   * @throws ScanException if it cannot be reached or refuses
   */
  public void check() throws Exception {
    try (ScanPlanner planner = connector.openPlanner()) {
      try {
        planner.plan(Optional.empty(), 1);
      } finally {
        planner.release();
      }
    }
  }

  /**
   * Reads the first rows, from here, without a job and without the limit of what may be read.
   *
   * @param most how many at most
   * @throws ScanException if they can never be read
   */
  public ScanSample sample(int most) throws Exception {
    return ScanSample.read(connector, most);
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.BOUNDED;
  }

  @Override
  public SourceReader<SourceRecord, ScanSplit> createReader(SourceReaderContext context) {
    return new ScanSourceReader(connector, limit, context);
  }

  @Override
  public SplitEnumerator<ScanSplit, ScanState> createEnumerator(
      SplitEnumeratorContext<ScanSplit> context) {
    return restoreEnumerator(context, ScanState.begin(System.currentTimeMillis()));
  }

  @Override
  public SplitEnumerator<ScanSplit, ScanState> restoreEnumerator(
      SplitEnumeratorContext<ScanSplit> context, ScanState checkpoint) {
    return new ScanEnumerator(context, connector, Optional.ofNullable(keeper), checkpoint);
  }

  @Override
  public SimpleVersionedSerializer<ScanSplit> getSplitSerializer() {
    return new ScanSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<ScanState> getEnumeratorCheckpointSerializer() {
    return new ScanStateSerializer();
  }

  @Override
  public TypeInformation<SourceRecord> getProducedType() {
    return SourceRecordTypeInfo.INSTANCE;
  }
}
