package io.murmur.flink.source.file;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapKeyValueTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.Type;

/**
 * Writes rows of Parquet as JSON objects, by the logical types of their schema. It is built once
 * for a file.
 *
 * <table>
 * <caption>What becomes of which type</caption>
 * <tr><th>Parquet</th><th>JSON</th></tr>
 * <tr><td>integers, signed and unsigned; DECIMAL</td><td>number with all digits</td></tr>
 * <tr><td>FLOAT, DOUBLE, FLOAT16</td><td>number; "NaN", "Infinity", "-Infinity"</td></tr>
 * <tr><td>STRING, ENUM, JSON</td><td>text as it is</td></tr>
 * <tr><td>UUID</td><td>text of 36 characters</td></tr>
 * <tr><td>DATE</td><td>"2026-01-31"</td></tr>
 * <tr><td>TIME</td><td>"13:30:00.123"</td></tr>
 * <tr><td>TIMESTAMP adjusted to UTC, INT96</td><td>"2026-01-31T13:30:00.123Z"</td></tr>
 * <tr><td>TIMESTAMP not adjusted</td><td>"2026-01-31T13:30:00.123"</td></tr>
 * <tr><td>INTERVAL</td><td>object of months, days, milliseconds</td></tr>
 * <tr><td>binary without a type, BSON</td><td>text in base 64</td></tr>
 * <tr><td>LIST, repeated fields</td><td>array</td></tr>
 * <tr><td>MAP with texts as keys</td><td>object</td></tr>
 * <tr><td>MAP with other keys</td><td>array of objects of key and value</td></tr>
 * <tr><td>groups</td><td>object</td></tr>
 * <tr><td>absent values</td><td>null</td></tr>
 * </table>
 *
 * <p>Old forms of lists and maps are read as the rules for backward compatibility of the Parquet
 * format say (LogicalTypes.md, "Nested Types").
 */
final class ParquetJson {

  private ParquetJson() {}

  /** Writes one value of a field. */
  @FunctionalInterface
  interface Value {
    /**
     * Writes it.
     *
     * @param group what the field is in
     * @param field the field's index there
     * @param index which of its values
     */
    void write(Group group, int field, int index, JsonGenerator json) throws IOException;
  }

  /** Writes all of a group. */
  @FunctionalInterface
  interface Row {
    /** Writes it as an object. */
    void write(Group group, JsonGenerator json) throws IOException;
  }

  private record Field(String name, boolean repeated, Value value) {}

  /** How rows of a schema, or groups of a type, are written. */
  static Row rowOf(GroupType type) {
    List<Field> fields = new ArrayList<>();
    for (Type field : type.getFields()) {
      boolean repeated = field.isRepetition(Type.Repetition.REPEATED);
      fields.add(new Field(field.getName(), repeated, valueOf(field)));
    }
    return (group, json) -> {
      json.writeStartObject();
      for (int i = 0; i < fields.size(); i++) {
        json.writeFieldName(fields.get(i).name);
        writeField(group, i, fields.get(i), json);
      }
      json.writeEndObject();
    };
  }

  private static void writeField(Group group, int index, Field field, JsonGenerator json)
      throws IOException {
    if (field.repeated) {
      writeArray(group, index, field.value, json);
    } else {
      writeOptional(group, index, field.value, json);
    }
  }

  private static void writeOptional(Group group, int field, Value value, JsonGenerator json)
      throws IOException {
    if (group.getFieldRepetitionCount(field) == 0) {
      json.writeNull();
    } else {
      value.write(group, field, 0, json);
    }
  }

  private static void writeArray(Group group, int field, Value value, JsonGenerator json)
      throws IOException {
    int count = group.getFieldRepetitionCount(field);
    json.writeStartArray();
    for (int i = 0; i < count; i++) {
      value.write(group, field, i, json);
    }
    json.writeEndArray();
  }

  private static Value valueOf(Type type) {
    if (type.isPrimitive()) {
      return ParquetValues.of(type.asPrimitiveType());
    }
    GroupType group = type.asGroupType();
    LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
    if (annotation instanceof ListLogicalTypeAnnotation && isWrapper(group)) {
      return listOf(group);
    }
    boolean map =
        annotation instanceof MapLogicalTypeAnnotation
            || annotation instanceof MapKeyValueTypeAnnotation;
    if (map && isWrapper(group) && !group.getType(0).isPrimitive()) {
      return mapOf(group.getType(0).asGroupType());
    }
    Row row = rowOf(group);
    return (in, field, index, json) -> row.write(in.getGroup(field, index), json);
  }

  /** Whether a group has one repeated field and nothing else, as lists and maps do. */
  private static boolean isWrapper(GroupType group) {
    return group.getFieldCount() == 1 && group.getType(0).isRepetition(Type.Repetition.REPEATED);
  }

  private static Value listOf(GroupType list) {
    Type repeated = list.getType(0);
    if (isElement(repeated, list.getName())) {
      Value element = valueOf(repeated);
      return (in, field, index, json) -> writeArray(in.getGroup(field, index), 0, element, json);
    }
    Value element = valueOf(repeated.asGroupType().getType(0));
    Value wrapped =
        (in, field, index, json) -> writeOptional(in.getGroup(field, index), 0, element, json);
    return (in, field, index, json) -> writeArray(in.getGroup(field, index), 0, wrapped, json);
  }

  /** Whether the repeated field of a list is the element, and not only a wrapper of it. */
  private static boolean isElement(Type repeated, String list) {
    if (repeated.isPrimitive()) {
      return true;
    }
    GroupType group = repeated.asGroupType();
    return group.getFieldCount() != 1
        || group.getType(0).isRepetition(Type.Repetition.REPEATED)
        || group.getName().equals("array")
        || group.getName().equals(list + "_tuple");
  }

  private static Value mapOf(GroupType entry) {
    Type key = entry.getType(0);
    LogicalTypeAnnotation annotation = key.getLogicalTypeAnnotation();
    boolean texts =
        annotation instanceof StringLogicalTypeAnnotation
            || annotation instanceof EnumLogicalTypeAnnotation;
    boolean noValues = entry.getFieldCount() == 1;
    Value value = noValues ? (in, field, index, json) -> {} : valueOf(entry.getType(1));
    return texts ? textMap(value, noValues) : anyMap(valueOf(key), value, noValues);
  }

  private static Value textMap(Value value, boolean noValues) {
    return (in, field, index, json) -> {
      Group map = in.getGroup(field, index);
      json.writeStartObject();
      for (int i = 0; i < map.getFieldRepetitionCount(0); i++) {
        Group pair = map.getGroup(0, i);
        json.writeFieldName(pair.getString(0, 0));
        writeMapValue(pair, value, noValues, json);
      }
      json.writeEndObject();
    };
  }

  private static Value anyMap(Value key, Value value, boolean noValues) {
    return (in, field, index, json) -> {
      Group map = in.getGroup(field, index);
      json.writeStartArray();
      for (int i = 0; i < map.getFieldRepetitionCount(0); i++) {
        Group pair = map.getGroup(0, i);
        json.writeStartObject();
        json.writeFieldName("key");
        key.write(pair, 0, 0, json);
        json.writeFieldName("value");
        writeMapValue(pair, value, noValues, json);
        json.writeEndObject();
      }
      json.writeEndArray();
    };
  }

  private static void writeMapValue(Group pair, Value value, boolean noValues, JsonGenerator json)
      throws IOException {
    if (noValues) {
      json.writeNull();
    } else {
      writeOptional(pair, 1, value, json);
    }
  }
}
