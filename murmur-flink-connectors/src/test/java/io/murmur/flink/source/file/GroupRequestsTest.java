package io.murmur.flink.source.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.flink.source.SourceRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.testutils.source.reader.TestingReaderContext;
import org.apache.flink.connector.testutils.source.reader.TestingReaderOutput;
import org.apache.flink.core.io.InputStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // closing a reader may be interrupted
class GroupRequestsTest {

  @TempDir Path folder;

  @Test
  void aReaderAsksAsItBeginsAndWhenItHasReadAllItHas() throws Exception {
    ListOptions options = options();
    TestingReaderContext context = new TestingReaderContext();
    try (SourceReader<SourceRecord, FileSourceSplit> reader = source().createReader(context)) {
      reader.start();
      assertThat(context.getNumSplitRequests()).isEqualTo(1);
      reader.addSplits(Listed.splits(options));
      assertThat(readUntilAsked(reader, context, 2)).isEqualTo(3);
      reader.addSplits(Listed.splits(options).subList(0, 1));
      assertThat(readUntilAsked(reader, context, 3)).isEqualTo(1);
    }
  }

  @Test
  void aReaderThatIsRestoredReadsWhatItHasFirst() throws Exception {
    ListOptions options = options();
    TestingReaderContext context = new TestingReaderContext();
    try (SourceReader<SourceRecord, FileSourceSplit> reader = source().createReader(context)) {
      reader.addSplits(Listed.splits(options));
      reader.start();
      assertThat(context.getNumSplitRequests()).isZero();
      assertThat(readUntilAsked(reader, context, 1)).isEqualTo(3);
    }
  }

  private ListOptions options() throws Exception {
    for (String name : List.of("a", "b", "c")) {
      Files.writeString(folder.resolve(name), "{}\n");
    }
    return new ListOptions(
        PathPattern.parse(folder.toString()), List.of(), false, false, 1_000, 1_000);
  }

  private RecordFileSource source() {
    return FileSources.jsonLines(folder.toString()).build();
  }

  private static int readUntilAsked(
      SourceReader<SourceRecord, FileSourceSplit> reader, TestingReaderContext context, int asked)
      throws Exception {
    TestingReaderOutput<SourceRecord> output = new TestingReaderOutput<>();
    while (context.getNumSplitRequests() < asked) {
      if (reader.pollNext(output) == InputStatus.NOTHING_AVAILABLE) {
        reader.isAvailable().get();
      }
    }
    return output.getEmittedRecords().size();
  }
}
