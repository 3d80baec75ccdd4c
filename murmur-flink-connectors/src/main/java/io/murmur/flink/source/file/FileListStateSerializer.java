package io.murmur.flink.source.file;

import io.murmur.flink.types.FormatVersion;
import io.murmur.flink.types.VarLong;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.FileSourceSplitSerializer;
import org.apache.flink.connector.file.src.PendingSplitsCheckpointSerializer;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What the job manager knows of the files of a run, in checkpoints. Version 1 is Flink's own, of
 * runs that had all their parts in each checkpoint.
 */
final class FileListStateSerializer implements SimpleVersionedSerializer<FileListState> {

  private static final int FLINKS_VERSION = 1;
  private static final int VERSION = 2;
  private static final int INITIAL_BYTES = 1024;

  private static final FileSourceSplitSerializer SPLITS = FileSourceSplitSerializer.INSTANCE;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(FileListState state) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(INITIAL_BYTES);
    out.writeBoolean(state.planned());
    writeText(state.after(), out);
    VarLong.write(state.offset(), out);
    VarLong.write(state.nextPart(), out);
    VarLong.write(state.files().size(), out);
    for (PlannedFiles files : state.files()) {
      writeText(files.folder(), out);
      writeText(files.last(), out);
      VarLong.write(files.size(), out);
      for (int i = 0; i < files.size(); i++) {
        out.writeLong(files.fingerprint(i));
      }
    }
    VarLong.write(SPLITS.getVersion(), out);
    VarLong.write(state.back().size(), out);
    for (FileSourceSplit split : state.back()) {
      byte[] bytes = SPLITS.serialize(split);
      VarLong.write(bytes.length, out);
      out.write(bytes);
    }
    return out.getCopyOfBuffer();
  }

  @Override
  public FileListState deserialize(int version, byte[] bytes) throws IOException {
    FormatVersion.require("the files of a run", version, VERSION);
    if (version == FLINKS_VERSION) {
      return ofFlink(bytes);
    }
    DataInputDeserializer in = new DataInputDeserializer(bytes);
    boolean planned = in.readBoolean();
    String after = readText(in);
    long offset = VarLong.read(in);
    long nextPart = VarLong.read(in);
    List<PlannedFiles> files = new ArrayList<>();
    int count = VarLong.readCount(in);
    for (int i = 0; i < count; i++) {
      files.add(readFiles(in));
    }
    int splitVersion = VarLong.readCount(in);
    List<FileSourceSplit> back = new ArrayList<>();
    int splits = VarLong.readCount(in);
    for (int i = 0; i < splits; i++) {
      back.add(SPLITS.deserialize(splitVersion, readBytes(in)));
    }
    return new FileListState(planned, files, after, offset, nextPart, back);
  }

  private static PlannedFiles readFiles(DataInputView in) throws IOException {
    String folder = readText(in);
    String last = readText(in);
    long[] fingerprints = new long[VarLong.readCount(in)];
    for (int i = 0; i < fingerprints.length; i++) {
      fingerprints[i] = in.readLong();
    }
    return new PlannedFiles(folder, last, fingerprints);
  }

  /** All parts that are left are there, the last one first. */
  private static FileListState ofFlink(byte[] bytes) throws IOException {
    List<FileSourceSplit> splits =
        new ArrayList<>(
            new PendingSplitsCheckpointSerializer<>(SPLITS)
                .deserialize(FLINKS_VERSION, bytes)
                .getSplits());
    Collections.reverse(splits);
    return new FileListState(true, List.of(), "", 0, 0, splits);
  }

  private static void writeText(String text, DataOutputView out) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    VarLong.write(bytes.length, out);
    out.write(bytes);
  }

  private static String readText(DataInputView in) throws IOException {
    return new String(readBytes(in), StandardCharsets.UTF_8);
  }

  private static byte[] readBytes(DataInputView in) throws IOException {
    byte[] bytes = new byte[VarLong.readCount(in)];
    in.readFully(bytes);
    return bytes;
  }
}
