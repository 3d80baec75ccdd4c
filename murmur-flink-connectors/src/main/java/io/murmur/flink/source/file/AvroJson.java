package io.murmur.flink.source.file;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;

/**
 * Writes data of Avro as JSON, by the logical types of their schema. It is built once for a file.
 *
 * <table>
 * <caption>What becomes of which type</caption>
 * <tr><th>Avro</th><th>JSON</th></tr>
 * <tr><td>int, long; decimal</td><td>number with all digits</td></tr>
 * <tr><td>float, double</td><td>number; "NaN", "Infinity", "-Infinity"</td></tr>
 * <tr><td>string, enum, uuid</td><td>text as it is</td></tr>
 * <tr><td>date</td><td>"2026-01-31"</td></tr>
 * <tr><td>time-millis, time-micros</td><td>"13:30:00.123"</td></tr>
 * <tr><td>timestamp-millis, -micros, -nanos</td><td>"2026-01-31T13:30:00.123Z"</td></tr>
 * <tr><td>local-timestamp-millis, -micros, -nanos</td><td>"2026-01-31T13:30:00.123"</td></tr>
 * <tr><td>duration</td><td>object of months, days, milliseconds</td></tr>
 * <tr><td>bytes, fixed</td><td>text in base 64</td></tr>
 * <tr><td>array, map, record</td><td>array, object, object</td></tr>
 * <tr><td>union</td><td>the value itself; null</td></tr>
 * </table>
 */
final class AvroJson {

  private static final int INTERVAL_BYTES = 12;

  /** Records may hold themselves. */
  private final Map<String, Value> records = new HashMap<>();

  private AvroJson() {}

  /** Writes a datum. */
  @FunctionalInterface
  interface Value {
    void write(Object datum, JsonGenerator json) throws IOException;
  }

  /** How data of a schema are written. */
  static Value of(Schema schema) {
    return new AvroJson().valueOf(schema);
  }

  private Value valueOf(Schema schema) {
    return switch (schema.getType()) {
      case RECORD -> record(schema);
      case UNION -> union(schema);
      case ARRAY -> array(valueOf(schema.getElementType()));
      case MAP -> map(valueOf(schema.getValueType()));
      case NULL -> (datum, json) -> json.writeNull();
      case BOOLEAN -> (datum, json) -> json.writeBoolean((Boolean) datum);
      case FLOAT -> (datum, json) -> json.writeNumber((Float) datum);
      case DOUBLE -> (datum, json) -> json.writeNumber((Double) datum);
      case INT, LONG -> whole(schema);
      case STRING, ENUM -> (datum, json) -> json.writeString(datum.toString());
      case BYTES, FIXED -> bytes(schema);
    };
  }

  private record Field(String name, int position, Value value) {}

  private Value record(Schema schema) {
    Value known = records.get(schema.getFullName());
    if (known != null) {
      return known;
    }
    List<Field> fields = new ArrayList<>();
    Value value =
        (datum, json) -> {
          IndexedRecord record = (IndexedRecord) datum;
          json.writeStartObject();
          for (Field field : fields) {
            json.writeFieldName(field.name);
            field.value.write(record.get(field.position), json);
          }
          json.writeEndObject();
        };
    records.put(schema.getFullName(), value);
    for (Schema.Field field : schema.getFields()) {
      fields.add(new Field(field.name(), field.pos(), valueOf(field.schema())));
    }
    return value;
  }

  private Value union(Schema schema) {
    List<Value> values = schema.getTypes().stream().map(this::valueOf).toList();
    GenericData data = new GenericData();
    return (datum, json) -> values.get(data.resolveUnion(schema, datum)).write(datum, json);
  }

  private static Value array(Value element) {
    return (datum, json) -> {
      json.writeStartArray();
      for (Object each : (Iterable<?>) datum) {
        element.write(each, json);
      }
      json.writeEndArray();
    };
  }

  private static Value map(Value value) {
    return (datum, json) -> {
      json.writeStartObject();
      for (Map.Entry<?, ?> entry : ((Map<?, ?>) datum).entrySet()) {
        json.writeFieldName(entry.getKey().toString());
        value.write(entry.getValue(), json);
      }
      json.writeEndObject();
    };
  }

  private static Value whole(Schema schema) {
    // By its name: of types that are newer than the library it has the name alone.
    return switch (String.valueOf(schema.getProp(LogicalType.LOGICAL_TYPE_PROP))) {
      case "date" -> (datum, json) -> LogicalJson.writeDate(number(datum), json);
      case "time-millis" -> (datum, json) -> LogicalJson.writeTime(number(datum), 1_000, json);
      case "time-micros" -> (datum, json) -> LogicalJson.writeTime(number(datum), 1_000_000, json);
      case "timestamp-millis" -> timestamp(1_000, true);
      case "timestamp-micros" -> timestamp(1_000_000, true);
      case "timestamp-nanos" -> timestamp(LogicalJson.SECOND_NANOS, true);
      case "local-timestamp-millis" -> timestamp(1_000, false);
      case "local-timestamp-micros" -> timestamp(1_000_000, false);
      case "local-timestamp-nanos" -> timestamp(LogicalJson.SECOND_NANOS, false);
      default -> (datum, json) -> json.writeNumber(number(datum));
    };
  }

  private static Value timestamp(long perSecond, boolean utc) {
    return (datum, json) -> LogicalJson.writeTimestamp(number(datum), perSecond, utc, json);
  }

  private static long number(Object datum) {
    return ((Number) datum).longValue();
  }

  private static Value bytes(Schema schema) {
    LogicalType logical = LogicalTypes.fromSchemaIgnoreInvalid(schema);
    if (logical instanceof LogicalTypes.Decimal decimal) {
      int scale = decimal.getScale();
      return (datum, json) ->
          json.writeNumber(new BigDecimal(new BigInteger(bytesOf(datum)), scale));
    }
    boolean duration =
        schema.getType() == Schema.Type.FIXED
            && schema.getFixedSize() == INTERVAL_BYTES
            && "duration".equals(schema.getProp(LogicalType.LOGICAL_TYPE_PROP));
    return duration
        ? (datum, json) -> LogicalJson.writeInterval(ByteBuffer.wrap(bytesOf(datum)), json)
        : (datum, json) -> json.writeBinary(bytesOf(datum));
  }

  private static byte[] bytesOf(Object datum) {
    if (datum instanceof GenericFixed fixed) {
      return fixed.bytes();
    }
    ByteBuffer buffer = ((ByteBuffer) datum).duplicate();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
