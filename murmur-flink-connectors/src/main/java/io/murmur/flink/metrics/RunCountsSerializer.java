package io.murmur.flink.metrics;

import io.murmur.flink.metrics.RunCounts.Counted;
import io.murmur.flink.types.FormatVersion;
import io.murmur.flink.types.ImmutableSerializer;
import io.murmur.flink.types.VarLong;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;

/** Writes {@link RunCounts}: how many are not 0, then name and number of each. */
final class RunCountsSerializer extends ImmutableSerializer<RunCounts> {

  static final RunCountsSerializer INSTANCE = new RunCountsSerializer();

  private static final long serialVersionUID = 1L;

  private RunCountsSerializer() {}

  @Override
  public RunCounts createInstance() {
    return RunCounts.NONE;
  }

  @Override
  public void serialize(RunCounts counts, DataOutputView target) throws IOException {
    Map<Counted, Long> present = counts.present();
    VarLong.write(present.size(), target);
    for (Map.Entry<Counted, Long> count : present.entrySet()) {
      StringValue.writeString(count.getKey().name(), target);
      VarLong.write(count.getValue(), target);
    }
  }

  @Override
  public RunCounts deserialize(DataInputView source) throws IOException {
    Map<Counted, Long> counts = new EnumMap<>(Counted.class);
    int written = VarLong.readCount(source);
    for (int i = 0; i < written; i++) {
      Counted what = Counted.valueOf(StringValue.readString(source));
      counts.put(what, VarLong.read(source));
    }
    return RunCounts.of(what -> counts.getOrDefault(what, 0L));
  }

  @Override
  public TypeSerializerSnapshot<RunCounts> snapshotConfiguration() {
    return new Snapshot();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RunCountsSerializer;
  }

  @Override
  public int hashCode() {
    return RunCountsSerializer.class.hashCode();
  }

  @Override
  public String toString() {
    return "version " + Snapshot.VERSION;
  }

  /** What a state remembers of how its counts were written: the version alone. */
  public static final class Snapshot implements TypeSerializerSnapshot<RunCounts> {

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
      FormatVersion.require("counts", readVersion, VERSION);
    }

    @Override
    public TypeSerializer<RunCounts> restoreSerializer() {
      return INSTANCE;
    }

    @Override
    public TypeSerializerSchemaCompatibility<RunCounts> resolveSchemaCompatibility(
        TypeSerializerSnapshot<RunCounts> old) {
      return old instanceof Snapshot
          ? TypeSerializerSchemaCompatibility.compatibleAsIs()
          : TypeSerializerSchemaCompatibility.incompatible();
    }
  }
}
