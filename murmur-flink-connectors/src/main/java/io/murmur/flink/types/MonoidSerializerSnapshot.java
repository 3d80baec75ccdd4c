package io.murmur.flink.types;

import io.murmur.monoid.Codec;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.util.InstantiationUtil;

/**
 * What a state remembers of how it was written: the structure of the monoid, the form of the
 * values, and for forms that need it the codec, as Java serializes it, with the identity.
 *
 * <p>Values may be read on as long as the structure stays the same. Another structure, and that is
 * also one with other parameters, is incompatible: its values mean something else.
 *
 * @param <V> the type of the aggregate
 */
public final class MonoidSerializerSnapshot<V> implements TypeSerializerSnapshot<V> {

  private static final int VERSION = 1;

  private String structure;
  private ValueForm<V> form;

  /** For Flink, which reads the rest from the state. */
  public MonoidSerializerSnapshot() {}

  MonoidSerializerSnapshot(MonoidSerializer<V> serializer) {
    this.structure = serializer.structure();
    this.form = serializer.form();
  }

  @Override
  public int getCurrentVersion() {
    return VERSION;
  }

  @Override
  public void writeSnapshot(DataOutputView out) throws IOException {
    out.writeUTF(structure);
    out.writeUTF(form.tag().name());
    if (form instanceof ValueForm.Coded<V> coded) {
      writeBytes(InstantiationUtil.serializeObject(coded.codec()), out);
      writeBytes(coded.identityBytes(), out);
    }
  }

  @Override
  public void readSnapshot(int readVersion, DataInputView in, ClassLoader classLoader)
      throws IOException {
    FormatVersion.require("aggregates", readVersion, VERSION);
    structure = in.readUTF();
    form = readForm(in.readUTF(), in, classLoader);
  }

  @SuppressWarnings("unchecked")
  private ValueForm<V> readForm(String tag, DataInputView in, ClassLoader classLoader)
      throws IOException {
    return switch (tagOf(tag)) {
      case LONG -> (ValueForm<V>) new ValueForm.Longs();
      case DOUBLE -> (ValueForm<V>) new ValueForm.Doubles();
      case CODEC -> {
        Codec<V> codec = readCodec(readBytes(in), classLoader);
        yield new ValueForm.Coded<>(codec, readBytes(in));
      }
    };
  }

  private static void writeBytes(byte[] bytes, DataOutputView out) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] readBytes(DataInputView in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return bytes;
  }

  private ValueForm.Tag tagOf(String name) throws IOException {
    for (ValueForm.Tag tag : ValueForm.Tag.values()) {
      if (tag.name().equals(name)) {
        return tag;
      }
    }
    throw new IOException(
        "the state's values of %s were written in the form '%s', and this release knows only %s: restore with the release that wrote it, or a later one"
            .formatted(
                structure,
                name,
                Arrays.stream(ValueForm.Tag.values())
                    .map(ValueForm.Tag::name)
                    .collect(Collectors.joining(", "))));
  }

  private Codec<V> readCodec(byte[] bytes, ClassLoader classLoader) throws IOException {
    try {
      return InstantiationUtil.deserializeObject(bytes, classLoader);
    } catch (ClassNotFoundException | IOException e) {
      throw new IOException(
          "the codec of the state's values of %s cannot be loaded: put the classes of the monoid that wrote the state on the job's class path"
              .formatted(structure),
          e);
    }
  }

  @Override
  public TypeSerializer<V> restoreSerializer() {
    return new MonoidSerializer<>(structure, form);
  }

  @Override
  public TypeSerializerSchemaCompatibility<V> resolveSchemaCompatibility(
      TypeSerializerSnapshot<V> old) {
    if (!(old instanceof MonoidSerializerSnapshot<V> that) || !structure.equals(that.structure)) {
      return TypeSerializerSchemaCompatibility.incompatible();
    }
    return form.tag() == that.form.tag()
        ? TypeSerializerSchemaCompatibility.compatibleAsIs()
        : TypeSerializerSchemaCompatibility.compatibleAfterMigration();
  }
}
