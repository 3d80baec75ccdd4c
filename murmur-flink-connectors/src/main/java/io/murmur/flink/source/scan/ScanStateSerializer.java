package io.murmur.flink.source.scan;

import io.murmur.flink.types.FormatVersion;
import io.murmur.flink.types.VarLong;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;

/** What the job manager knows of a scan, in checkpoints. */
final class ScanStateSerializer implements SimpleVersionedSerializer<ScanState> {

  private static final int VERSION = 1;
  private static final int INITIAL_BYTES = 1024;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(ScanState state) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(INITIAL_BYTES);
    out.writeLong(state.startedAt());
    VarLong.write(state.planned(), out);
    Texts.writeOptional(state.planNext(), out);
    out.writeBoolean(state.planDone());
    writeSplits(state.pending(), out);
    writeSplits(state.running(), out);
    byte[] finished = state.finished().toByteArray();
    VarLong.write(finished.length, out);
    out.write(finished);
    VarLong.write(state.positions().size(), out);
    for (Map.Entry<String, String> position : state.positions().entrySet()) {
      Texts.write(position.getKey(), out);
      Texts.write(position.getValue(), out);
    }
    return out.getCopyOfBuffer();
  }

  @Override
  public ScanState deserialize(int version, byte[] bytes) throws IOException {
    FormatVersion.require("the progress of a scan", version, VERSION);
    DataInputDeserializer in = new DataInputDeserializer(bytes);
    long startedAt = in.readLong();
    long planned = VarLong.read(in);
    Optional<String> planNext = Texts.readOptional(in);
    boolean planDone = in.readBoolean();
    List<ScanSplit> pending = readSplits(in);
    List<ScanSplit> running = readSplits(in);
    byte[] finished = new byte[VarLong.readCount(in)];
    in.readFully(finished);
    TreeMap<String, String> positions = new TreeMap<>();
    int count = VarLong.readCount(in);
    for (int i = 0; i < count; i++) {
      String range = Texts.read(in);
      positions.put(range, Texts.read(in));
    }
    return new ScanState(
        startedAt,
        planned,
        planNext,
        planDone,
        pending,
        running,
        BitSet.valueOf(finished),
        positions);
  }

  private static void writeSplits(List<ScanSplit> splits, DataOutputSerializer out)
      throws IOException {
    VarLong.write(splits.size(), out);
    for (ScanSplit split : splits) {
      ScanSplitSerializer.write(split, out);
    }
  }

  private static List<ScanSplit> readSplits(DataInputView in) throws IOException {
    int count = VarLong.readCount(in);
    List<ScanSplit> splits = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      splits.add(ScanSplitSerializer.read(in));
    }
    return splits;
  }
}
