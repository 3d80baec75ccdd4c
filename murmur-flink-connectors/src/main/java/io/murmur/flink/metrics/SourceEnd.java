package io.murmur.flink.metrics;

import io.murmur.flink.types.FormatVersion;
import io.murmur.flink.types.ImmutableSerializer;
import io.murmur.flink.types.SerializerTypeInfo;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.util.OutputTag;

/**
 * One subtask of a source has read all there is. Flink's own end of input comes at the end of a
 * drained savepoint, too.
 *
 * @param subtask its number, from 0
 * @param subtasks how many there are
 */
public record SourceEnd(int subtask, int subtasks) {

  /** The type information of ends. */
  public static final TypeInformation<SourceEnd> TYPE_INFO =
      SerializerTypeInfo.of(SourceEnd.class, Serializer.INSTANCE);

  /** The side output that they come by. */
  public static final OutputTag<SourceEnd> OUTPUT = new OutputTag<>("source-ends", TYPE_INFO);

  /** Writes both numbers. */
  private static final class Serializer extends ImmutableSerializer<SourceEnd> {

    private static final Serializer INSTANCE = new Serializer();
    private static final long serialVersionUID = 1L;

    @Override
    public SourceEnd createInstance() {
      return new SourceEnd(0, 1);
    }

    @Override
    public void serialize(SourceEnd end, DataOutputView target) throws IOException {
      target.writeInt(end.subtask());
      target.writeInt(end.subtasks());
    }

    @Override
    public SourceEnd deserialize(DataInputView source) throws IOException {
      return new SourceEnd(source.readInt(), source.readInt());
    }

    @Override
    public TypeSerializerSnapshot<SourceEnd> snapshotConfiguration() {
      return new Snapshot();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Serializer;
    }

    @Override
    public int hashCode() {
      return Serializer.class.hashCode();
    }
  }

  /** What a state remembers of how its ends were written: the version alone. */
  public static final class Snapshot implements TypeSerializerSnapshot<SourceEnd> {

    private static final int VERSION = 1;

    /** Creates the snapshot of the newest version. */
    public Snapshot() {}

    @Override
    public int getCurrentVersion() {
      return VERSION;
    }

    @Override
    public void writeSnapshot(DataOutputView out) {}

    @Override
    public void readSnapshot(int readVersion, DataInputView in, ClassLoader classLoader)
        throws IOException {
      FormatVersion.require("ends of sources", readVersion, VERSION);
    }

    @Override
    public TypeSerializer<SourceEnd> restoreSerializer() {
      return Serializer.INSTANCE;
    }

    @Override
    public TypeSerializerSchemaCompatibility<SourceEnd> resolveSchemaCompatibility(
        TypeSerializerSnapshot<SourceEnd> old) {
      return old instanceof Snapshot
          ? TypeSerializerSchemaCompatibility.compatibleAsIs()
          : TypeSerializerSchemaCompatibility.incompatible();
    }
  }
}
