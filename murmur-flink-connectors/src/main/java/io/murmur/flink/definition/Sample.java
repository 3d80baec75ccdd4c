package io.murmur.flink.definition;

import io.murmur.definition.Definitions;
import io.murmur.flink.source.SourceRecord;
import io.murmur.flink.source.SourceRecordTypeInfo;
import io.murmur.flink.source.scan.CutSource;
import io.murmur.flink.source.scan.ScanSample;
import io.murmur.flink.source.scan.ScanSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;

/**
 * The first records of a source.
 *
 * @param records copies, in the order in which one task reads them
 * @param whole whether the source has no more
 */
public record Sample(List<SourceRecord> records, boolean whole) {

  /** Copies the list. */
  public Sample {
    records = List.copyOf(records);
  }

  /**
   * Reads the first records of a definition's source: of a table a page or a few, of all else by a
   * job of one task in this process. Only reads.
   *
   * @param most how many at most, at least 1
   * @throws SampleFailedException if the source cannot be read
   */
  public static Sample of(Definitions job, int most) throws SampleFailedException {
    if (most < 1) {
      throw new IllegalArgumentException("a sample has at least one record, not " + most);
    }
    FlinkSourceSettings settings = DefinitionFiles.source(job);
    try {
      Source<SourceRecord, ?, ?> source = settings.sampled(most);
      if (source instanceof ScanSource scan) {
        ScanSample sample = scan.sample(most);
        return new Sample(sample.records(), sample.whole());
      }
      if (source instanceof CutSource<?, ?> cut) {
        return byJob(cut.reading(List.of(cut.token().capture("sample", "sample"))), most);
      }
      return byJob(source, most);
    } catch (Exception e) {
      throw new SampleFailedException(settings.describe(), e);
    }
  }

  @SuppressWarnings("try") // closing may be interrupted
  private static Sample byJob(Source<SourceRecord, ?, ?> source, int most) throws Exception {
    Configuration settings = new Configuration();
    settings.set(PipelineOptions.GENERIC_TYPES, false);
    List<SourceRecord> records = new ArrayList<>();
    try (StreamExecutionEnvironment environment =
            StreamExecutionEnvironment.createLocalEnvironment(1, settings);
        CloseableIterator<SourceRecord> first =
            environment
                .fromSource(
                    source,
                    WatermarkStrategy.noWatermarks(),
                    "sample",
                    SourceRecordTypeInfo.INSTANCE)
                .executeAndCollect("sample")) {
      while (records.size() < most && first.hasNext()) {
        records.add(first.next().copy());
      }
      return new Sample(records, records.size() < most || !first.hasNext());
    }
  }
}
