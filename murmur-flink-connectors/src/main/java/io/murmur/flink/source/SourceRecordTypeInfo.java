package io.murmur.flink.source;

import java.lang.reflect.Type;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** How Flink treats a {@link SourceRecord}: as one opaque value, neither a key nor sorted by. */
public final class SourceRecordTypeInfo extends TypeInformation<SourceRecord> {

  /** The one type information; it has no state. */
  public static final SourceRecordTypeInfo INSTANCE = new SourceRecordTypeInfo();

  private static final long serialVersionUID = 1L;

  private SourceRecordTypeInfo() {}

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public Class<SourceRecord> getTypeClass() {
    return SourceRecord.class;
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public TypeSerializer<SourceRecord> createSerializer(SerializerConfig config) {
    return SourceRecordSerializer.INSTANCE;
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof SourceRecordTypeInfo;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SourceRecordTypeInfo;
  }

  @Override
  public int hashCode() {
    return SourceRecordTypeInfo.class.hashCode();
  }

  @Override
  public String toString() {
    return "SourceRecord";
  }

  /** Lets Flink find the type information by itself. */
  public static final class Factory extends TypeInfoFactory<SourceRecord> {

    /** Creates the factory; called by Flink. */
    public Factory() {}

    @Override
    public TypeInformation<SourceRecord> createTypeInfo(
        Type type, Map<String, TypeInformation<?>> parameters) {
      return INSTANCE;
    }
  }
}
