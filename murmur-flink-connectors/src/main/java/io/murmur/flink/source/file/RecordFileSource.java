package io.murmur.flink.source.file;

import io.murmur.flink.source.SourceRecord;
import io.murmur.flink.source.SourceRecordTypeInfo;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.DynamicParallelismInference;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.util.FlinkRuntimeException;

/**
 * A bounded source of the records in files; built by {@link FileSources}. It reads as Flink's own
 * {@link FileSource} does, and lists in its own way: the files that are there as the run begins, in
 * the order of their names, never all of them at once.
 *
 * <p>The job manager holds eight bytes for each file that is not handed out yet, two names for each
 * 64 or more of them, a few thousand listed files, and the listing of the folder it is in and of
 * those above that one, which Flink's file systems give as a whole. Of all that, checkpoints have
 * the eight bytes and the names.
 */
public final class RecordFileSource
    implements Source<SourceRecord, FileSourceSplit, FileListState>,
        ResultTypeQueryable<SourceRecord>,
        DynamicParallelismInference {

  private static final long serialVersionUID = 1L;

  private final FileSource<SourceRecord> files;
  private final ListOptions listing;

  RecordFileSource(ReadOptions reading, ListOptions listing) {
    Path[] bases = listing.patterns().stream().map(PathPattern::basePath).toArray(Path[]::new);
    this.files = FileSource.forBulkFileFormat(new RecordFormat(reading), bases).build();
    this.listing = listing;
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.BOUNDED;
  }

  @Override
  public SourceReader<SourceRecord, FileSourceSplit> createReader(SourceReaderContext context) {
    return GroupRequests.reader(context, files::createReader);
  }

  @Override
  public SplitEnumerator<FileSourceSplit, FileListState> createEnumerator(
      SplitEnumeratorContext<FileSourceSplit> context) {
    return restoreEnumerator(context, FileListState.begin());
  }

  @Override
  public SplitEnumerator<FileSourceSplit, FileListState> restoreEnumerator(
      SplitEnumeratorContext<FileSourceSplit> context, FileListState checkpoint) {
    return new FileSplitEnumerator(context, listing, FileSplitEnumerator.AHEAD, checkpoint);
  }

  @Override
  public SimpleVersionedSerializer<FileSourceSplit> getSplitSerializer() {
    return files.getSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<FileListState> getEnumeratorCheckpointSerializer() {
    return new FileListStateSerializer();
  }

  @Override
  public TypeInformation<SourceRecord> getProducedType() {
    return SourceRecordTypeInfo.INSTANCE;
  }

  /** As many tasks as there are parts, if so many are allowed; lists no more than that takes. */
  @Override
  public int inferParallelism(Context context) {
    int most = context.getParallelismInferenceUpperBound();
    long[] parts = {0};
    try {
      FileListing.visit(
          listing,
          file -> {
            long end = 0;
            do {
              end = listing.endOfPart(file, end);
              parts[0]++;
            } while (end < file.length() && parts[0] < most);
            return parts[0] < most;
          });
    } catch (IOException e) {
      throw new FlinkRuntimeException("The files to read cannot be listed: " + e.getMessage(), e);
    }
    return (int) Math.max(1, parts[0]);
  }
}
