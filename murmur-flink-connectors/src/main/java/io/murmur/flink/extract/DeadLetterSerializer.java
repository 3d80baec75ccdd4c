package io.murmur.flink.extract;

import io.murmur.flink.source.SourceRecord;
import io.murmur.flink.source.SourceRecordSerializer;
import io.murmur.flink.types.FormatVersion;
import io.murmur.flink.types.ImmutableSerializer;
import io.murmur.flink.types.VarLong;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.flink.api.common.typeutils.CompositeTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;

/** Writes a {@link DeadLetter}, field by field in their order. */
final class DeadLetterSerializer extends ImmutableSerializer<DeadLetter> {

  private static final long serialVersionUID = 1L;

  /** Has no event id. */
  private static final int FIRST_VERSION = 1;

  private static final int VERSION = 2;

  private final TypeSerializer<SourceRecord> records;
  private final int version;

  DeadLetterSerializer() {
    this(SourceRecordSerializer.INSTANCE, VERSION);
  }

  private DeadLetterSerializer(TypeSerializer<SourceRecord> records, int version) {
    this.records = records;
    this.version = version;
  }

  @Override
  public DeadLetter createInstance() {
    return new DeadLetter(
        "",
        DeadLetter.Stage.SOURCE,
        "",
        records.createInstance(),
        0,
        OptionalLong.empty(),
        0,
        Optional.empty());
  }

  @Override
  public void serialize(DeadLetter letter, DataOutputView target) throws IOException {
    StringValue.writeString(letter.pipeline(), target);
    StringValue.writeString(letter.stage().name(), target);
    StringValue.writeString(letter.reason(), target);
    records.serialize(letter.record(), target);
    VarLong.write(letter.rawLength(), target);
    OptionalLong time = letter.eventTimeMillis();
    target.writeBoolean(time.isPresent());
    if (time.isPresent()) {
      target.writeLong(time.getAsLong());
    }
    VarLong.write(letter.attempt(), target);
    if (version > FIRST_VERSION) {
      target.writeBoolean(letter.eventId().isPresent());
      if (letter.eventId().isPresent()) {
        StringValue.writeString(letter.eventId().get(), target);
      }
    }
  }

  @Override
  public DeadLetter deserialize(DataInputView source) throws IOException {
    String pipeline = StringValue.readString(source);
    DeadLetter.Stage stage = DeadLetter.Stage.valueOf(StringValue.readString(source));
    String reason = StringValue.readString(source);
    SourceRecord record = records.deserialize(source);
    long rawLength = VarLong.read(source);
    OptionalLong time =
        source.readBoolean() ? OptionalLong.of(source.readLong()) : OptionalLong.empty();
    int attempt = VarLong.readCount(source);
    Optional<String> id =
        version > FIRST_VERSION && source.readBoolean()
            ? Optional.of(StringValue.readString(source))
            : Optional.empty();
    return new DeadLetter(pipeline, stage, reason, record, rawLength, time, attempt, id);
  }

  @Override
  public TypeSerializerSnapshot<DeadLetter> snapshotConfiguration() {
    return new Snapshot(this);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DeadLetterSerializer that
        && version == that.version
        && records.equals(that.records);
  }

  @Override
  public int hashCode() {
    return records.hashCode();
  }

  @Override
  public String toString() {
    return "its fields";
  }

  /** What a state remembers of how its dead letters were written. */
  public static final class Snapshot
      extends CompositeTypeSerializerSnapshot<DeadLetter, DeadLetterSerializer> {

    private int version = VERSION;

    /** For Flink, which reads the rest from the state. */
    public Snapshot() {}

    Snapshot(DeadLetterSerializer serializer) {
      super(serializer);
      version = serializer.version;
    }

    @Override
    protected int getCurrentOuterSnapshotVersion() {
      return version;
    }

    @Override
    protected OuterSchemaCompatibility resolveOuterSchemaCompatibility(
        TypeSerializerSnapshot<DeadLetter> old) {
      return ((Snapshot) old).version == version
          ? OuterSchemaCompatibility.COMPATIBLE_AS_IS
          : OuterSchemaCompatibility.COMPATIBLE_AFTER_MIGRATION;
    }

    @Override
    protected void readOuterSnapshot(int found, DataInputView in, ClassLoader classLoader)
        throws IOException {
      FormatVersion.require("dead letters", found, VERSION);
      version = found;
    }

    @Override
    protected TypeSerializer<?>[] getNestedSerializers(DeadLetterSerializer serializer) {
      return new TypeSerializer<?>[] {serializer.records};
    }

    @Override
    @SuppressWarnings("unchecked")
    protected DeadLetterSerializer createOuterSerializerWithNestedSerializers(
        TypeSerializer<?>[] nested) {
      return new DeadLetterSerializer((TypeSerializer<SourceRecord>) nested[0], version);
    }
  }
}
