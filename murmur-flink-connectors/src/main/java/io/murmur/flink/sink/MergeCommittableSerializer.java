package io.murmur.flink.sink;

import io.murmur.control.CommittedEpoch;
import io.murmur.flink.types.FormatVersion;
import io.murmur.state.Stamp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * The bytes of a {@link MergeCommittable}, in checkpoints and between writer and committer. Version
 * 1 knew no subtasks and no marks.
 */
final class MergeCommittableSerializer implements SimpleVersionedSerializer<MergeCommittable> {

  private static final int VERSION = 2;
  private static final int HEADER_BYTES = 128;
  private static final byte CHUNK = 1;
  private static final byte SPILLED = 2;
  private static final byte MARK = 3;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(MergeCommittable committable) throws IOException {
    int body = committable instanceof MergeCommittable.Chunk chunk ? chunk.bytes().length : 0;
    DataOutputSerializer out = new DataOutputSerializer(HEADER_BYTES + body);
    out.writeByte(kind(committable));
    CommittedEpoch epoch = committable.epoch();
    out.writeLong(epoch.lineage());
    out.writeLong(epoch.after());
    out.writeLong(epoch.stamp().generation());
    out.writeLong(epoch.stamp().restart());
    out.writeLong(epoch.stamp().sequence());
    out.writeUTF(committable.terms());
    out.writeInt(committable.subtask());
    out.writeLong(committable.preparedAtMillis());
    if (committable instanceof MergeCommittable.Chunk chunk) {
      out.writeLong(chunk.deltas());
      out.writeInt(chunk.bytes().length);
      out.write(chunk.bytes());
    } else if (committable instanceof MergeCommittable.Spilled spilled) {
      out.writeInt(spilled.runs().size());
      for (MergeCommittable.Run run : spilled.runs()) {
        out.writeUTF(run.path());
        out.writeLong(run.deltas());
      }
    } else if (committable instanceof MergeCommittable.Mark mark) {
      out.writeInt(mark.subtasks());
      out.writeBoolean(mark.last());
    }
    return out.getCopyOfBuffer();
  }

  private static byte kind(MergeCommittable committable) {
    if (committable instanceof MergeCommittable.Chunk) {
      return CHUNK;
    }
    return committable instanceof MergeCommittable.Spilled ? SPILLED : MARK;
  }

  @Override
  public MergeCommittable deserialize(int version, byte[] serialized) throws IOException {
    FormatVersion.require("pending merges", version, VERSION);
    DataInputDeserializer in = new DataInputDeserializer(serialized);
    byte kind = in.readByte();
    long lineage = in.readLong();
    long after = in.readLong();
    CommittedEpoch epoch =
        new CommittedEpoch(lineage, after, new Stamp(in.readLong(), in.readLong(), in.readLong()));
    String terms = in.readUTF();
    int subtask = version == 1 ? 0 : in.readInt();
    long preparedAt = in.readLong();
    return switch (kind) {
      case CHUNK -> {
        long deltas = in.readLong();
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        yield new MergeCommittable.Chunk(epoch, terms, subtask, preparedAt, deltas, bytes);
      }
      case SPILLED -> {
        int count = in.readInt();
        List<MergeCommittable.Run> runs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          runs.add(new MergeCommittable.Run(in.readUTF(), in.readLong()));
        }
        yield new MergeCommittable.Spilled(epoch, terms, subtask, preparedAt, runs);
      }
      case MARK ->
          new MergeCommittable.Mark(
              epoch, terms, subtask, preparedAt, in.readInt(), in.readBoolean());
      default -> throw new IOException("not a pending merge: it is of kind " + kind);
    };
  }
}
