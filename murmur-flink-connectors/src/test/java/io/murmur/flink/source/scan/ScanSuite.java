package io.murmur.flink.source.scan;

import io.murmur.flink.source.SourceRecord;
import io.murmur.flink.source.SourceRecordTypeInfo;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.testframe.environment.MiniClusterTestEnvironment;
import org.apache.flink.connector.testframe.external.ExternalSystemSplitDataWriter;
import org.apache.flink.connector.testframe.external.source.DataStreamSourceExternalContext;
import org.apache.flink.connector.testframe.external.source.TestingSourceSettings;
import org.apache.flink.connector.testframe.junit.annotations.TestEnv;
import org.apache.flink.connector.testframe.junit.annotations.TestSemantics;
import org.apache.flink.connector.testframe.testsuites.SourceTestSuiteBase;
import org.apache.flink.core.execution.CheckpointingMode;

/**
 * Flink's own tests of sources, as far as they are about bounded ones: the others need a source
 * that does not end, and are skipped.
 *
 * <p>They want the records of what they call a split in order. Here it is all rows whose key has
 * one first part.
 */
public abstract class ScanSuite extends SourceTestSuiteBase<SourceRecord> {

  @TestSemantics protected CheckpointingMode[] semantics = {CheckpointingMode.EXACTLY_ONCE};

  @TestEnv protected MiniClusterTestEnvironment flink = new MiniClusterTestEnvironment();

  /** What is scanned in one test. */
  public abstract static class Scanned implements DataStreamSourceExternalContext<SourceRecord> {

    private static final int ROWS = 60;
    private static final int VARIANTS = 40;

    private int parts;

    /** The source, in pages of few rows. */
    protected abstract ScanSource source();

    /** A row as the source says it, in JSON. */
    protected abstract String row(String part, int at);

    /** A row's key as the source says it. */
    protected abstract String key(String part, int at);

    /** Adds rows of one first part of the key. */
    protected abstract void add(List<SourceRecord> rows) throws Exception;

    @Override
    public Source<SourceRecord, ?, ?> createSource(TestingSourceSettings settings) {
      if (settings.getBoundedness() != Boundedness.BOUNDED) {
        throw new UnsupportedOperationException("a scan ends");
      }
      return source();
    }

    @Override
    public ExternalSystemSplitDataWriter<SourceRecord> createSourceSplitDataWriter(
        TestingSourceSettings settings) {
      return new ExternalSystemSplitDataWriter<>() {
        @Override
        public void writeRecords(List<SourceRecord> records) {
          try {
            add(records);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public List<SourceRecord> generateTestData(
        TestingSourceSettings settings, int split, long seed) {
      String part = "p" + parts++;
      String origin = source().origin();
      return IntStream.range(0, ROWS + new Random(seed).nextInt(VARIANTS))
          .mapToObj(
              at -> {
                byte[] json = row(part, at).getBytes(StandardCharsets.UTF_8);
                SourceRecord record = new SourceRecord(json, 0, json.length, origin, 0, Map.of());
                record.markKey(key(part, at));
                return record;
              })
          .toList();
    }

    @Override
    public TypeInformation<SourceRecord> getProducedType() {
      return SourceRecordTypeInfo.INSTANCE;
    }

    @Override
    public List<URL> getConnectorJarPaths() {
      return List.of();
    }

    @Override
    public void close() throws IOException {}
  }
}
