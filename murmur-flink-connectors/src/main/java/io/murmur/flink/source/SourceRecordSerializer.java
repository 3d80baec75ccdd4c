package io.murmur.flink.source;

import io.murmur.flink.types.FormatVersion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;

/**
 * Writes a {@link SourceRecord} with all of its place, so that it may cross the network or lie in
 * state. What it returns never shares a buffer with what it was given: a record's buffer belongs to
 * its source.
 */
public final class SourceRecordSerializer extends TypeSerializer<SourceRecord> {

  /** The one serializer; it has no state. */
  public static final SourceRecordSerializer INSTANCE = new SourceRecordSerializer();

  private static final long serialVersionUID = 1L;

  private static final int HAS_HEADER = 1;
  private static final int HAS_PROBLEM = 2;
  private static final int HAS_KEY = 4;

  private SourceRecordSerializer() {}

  @Override
  public void serialize(SourceRecord record, DataOutputView target) throws IOException {
    boolean csv = record.header().isPresent();
    target.writeByte(
        (csv ? HAS_HEADER : 0)
            | (record.readable() ? 0 : HAS_PROBLEM)
            | (record.key().isPresent() ? HAS_KEY : 0));
    StringValue.writeString(record.origin(), target);
    target.writeLong(record.position());
    target.writeInt(record.partitions().size());
    for (Map.Entry<String, String> partition : record.partitions().entrySet()) {
      StringValue.writeString(partition.getKey(), target);
      StringValue.writeString(partition.getValue(), target);
    }
    if (csv) {
      writeHeader(record.header().orElseThrow(), target);
    }
    if (!record.readable()) {
      StringValue.writeString(record.problem().orElseThrow(), target);
    }
    if (record.key().isPresent()) {
      StringValue.writeString(record.key().get(), target);
    }
    target.writeInt(record.length());
    target.write(record.buffer(), record.offset(), record.length());
  }

  private static void writeHeader(CsvHeader header, DataOutputView target) throws IOException {
    target.writeChar(header.delimiter());
    target.writeChar(header.quote());
    target.writeInt(header.columns().size());
    for (String column : header.columns()) {
      StringValue.writeString(column, target);
    }
  }

  @Override
  public SourceRecord deserialize(DataInputView source) throws IOException {
    int flags = source.readByte();
    String origin = StringValue.readString(source);
    long position = source.readLong();
    Map<String, String> partitions = readPartitions(source);
    CsvHeader header = (flags & HAS_HEADER) == 0 ? null : readHeader(source);
    String problem = (flags & HAS_PROBLEM) == 0 ? null : StringValue.readString(source);
    String key = (flags & HAS_KEY) == 0 ? null : StringValue.readString(source);
    byte[] bytes = new byte[source.readInt()];
    source.readFully(bytes);
    SourceRecord record = new SourceRecord(bytes, 0, bytes.length, origin, position, partitions);
    if (header != null) {
      record.markCsv(header);
    }
    if (problem != null) {
      record.markUnreadable(problem);
    }
    if (key != null) {
      record.markKey(key);
    }
    return record;
  }

  private static Map<String, String> readPartitions(DataInputView source) throws IOException {
    int count = source.readInt();
    if (count == 0) {
      return Map.of();
    }
    Map<String, String> partitions = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      String name = StringValue.readString(source);
      partitions.put(name, StringValue.readString(source));
    }
    return Collections.unmodifiableMap(partitions);
  }

  private static CsvHeader readHeader(DataInputView source) throws IOException {
    char delimiter = source.readChar();
    char quote = source.readChar();
    int count = source.readInt();
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      columns.add(StringValue.readString(source));
    }
    return new CsvHeader(columns, delimiter, quote);
  }

  @Override
  public SourceRecord deserialize(SourceRecord reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public SourceRecord copy(SourceRecord from) {
    return from.copy();
  }

  @Override
  public SourceRecord copy(SourceRecord from, SourceRecord reuse) {
    return from.copy();
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    serialize(deserialize(source), target);
  }

  @Override
  public SourceRecord createInstance() {
    return new SourceRecord(new byte[0], 0, 0, "", 0, Map.of());
  }

  @Override
  public boolean isImmutableType() {
    return false;
  }

  @Override
  public TypeSerializer<SourceRecord> duplicate() {
    return this;
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public TypeSerializerSnapshot<SourceRecord> snapshotConfiguration() {
    return new Snapshot();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SourceRecordSerializer;
  }

  @Override
  public int hashCode() {
    return SourceRecordSerializer.class.hashCode();
  }

  @Override
  public String toString() {
    return "SourceRecordSerializer version " + Snapshot.VERSION;
  }

  /** What a state remembers of how its records were written: the version alone. */
  public static final class Snapshot implements TypeSerializerSnapshot<SourceRecord> {

    /** 2 added the key of a row; all else is as in 1. */
    private static final int VERSION = 2;

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
      FormatVersion.require("source records", readVersion, VERSION);
    }

    @Override
    public TypeSerializer<SourceRecord> restoreSerializer() {
      return INSTANCE;
    }

    @Override
    public TypeSerializerSchemaCompatibility<SourceRecord> resolveSchemaCompatibility(
        TypeSerializerSnapshot<SourceRecord> old) {
      return old instanceof Snapshot
          ? TypeSerializerSchemaCompatibility.compatibleAsIs()
          : TypeSerializerSchemaCompatibility.incompatible();
    }
  }
}
