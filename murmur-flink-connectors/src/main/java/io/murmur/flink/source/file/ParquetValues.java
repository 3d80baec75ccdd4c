package io.murmur.flink.source.file;

import com.fasterxml.jackson.core.JsonGenerator;
import io.murmur.flink.source.file.ParquetJson.Value;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.UUID;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.BsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.Float16LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntervalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;

/** Writes single values of Parquet as JSON; {@link ParquetJson} has the table. */
final class ParquetValues {

  private static final long JULIAN_DAY_OF_EPOCH = 2_440_588;
  private static final int UUID_BYTES = 16;
  private static final int INTERVAL_BYTES = 12;

  private ParquetValues() {}

  /** How values of a type are written. */
  static Value of(PrimitiveType type) {
    LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
    return switch (type.getPrimitiveTypeName()) {
      case BOOLEAN -> (in, f, i, json) -> json.writeBoolean(in.getBoolean(f, i));
      case FLOAT -> (in, f, i, json) -> json.writeNumber(in.getFloat(f, i));
      case DOUBLE -> (in, f, i, json) -> json.writeNumber(in.getDouble(f, i));
      case INT96 -> (in, f, i, json) -> writeInt96(in.getInt96(f, i), json);
      case INT32 -> whole(annotation, ParquetValues::int32, Integer.SIZE);
      case INT64 -> whole(annotation, Group::getLong, Long.SIZE);
      case BINARY, FIXED_LEN_BYTE_ARRAY -> binary(annotation);
    };
  }

  private static long int32(Group in, int field, int index) {
    return in.getInteger(field, index);
  }

  /** Takes a number of 32 or 64 bits. */
  @FunctionalInterface
  private interface Whole {
    long get(Group in, int field, int index);
  }

  private static Value whole(LogicalTypeAnnotation annotation, Whole whole, int bits) {
    if (annotation instanceof DecimalLogicalTypeAnnotation decimal) {
      int scale = decimal.getScale();
      return (in, f, i, json) -> json.writeNumber(BigDecimal.valueOf(whole.get(in, f, i), scale));
    }
    if (annotation instanceof DateLogicalTypeAnnotation) {
      return (in, f, i, json) -> LogicalJson.writeDate(whole.get(in, f, i), json);
    }
    if (annotation instanceof TimeLogicalTypeAnnotation time) {
      long perSecond = perSecond(time.getUnit());
      return (in, f, i, json) -> LogicalJson.writeTime(whole.get(in, f, i), perSecond, json);
    }
    if (annotation instanceof TimestampLogicalTypeAnnotation timestamp) {
      long perSecond = perSecond(timestamp.getUnit());
      boolean utc = timestamp.isAdjustedToUTC();
      return (in, f, i, json) ->
          LogicalJson.writeTimestamp(whole.get(in, f, i), perSecond, utc, json);
    }
    if (annotation instanceof IntLogicalTypeAnnotation number && !number.isSigned()) {
      return bits == Integer.SIZE
          ? (in, f, i, json) -> json.writeNumber(whole.get(in, f, i) & 0xFFFF_FFFFL)
          : (in, f, i, json) -> json.writeNumber(unsigned(whole.get(in, f, i)));
    }
    return (in, f, i, json) -> json.writeNumber(whole.get(in, f, i));
  }

  private static long perSecond(TimeUnit unit) {
    return switch (unit) {
      case MILLIS -> 1_000L;
      case MICROS -> 1_000_000L;
      case NANOS -> LogicalJson.SECOND_NANOS;
    };
  }

  private static BigInteger unsigned(long value) {
    return new BigInteger(Long.toUnsignedString(value));
  }

  /** Nanoseconds of the day, then the Julian day: timestamps as Impala wrote them. */
  private static void writeInt96(Binary value, JsonGenerator json) throws IOException {
    ByteBuffer bytes = value.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    long nanos = bytes.getLong();
    long day = bytes.getInt() - JULIAN_DAY_OF_EPOCH;
    LogicalJson.writeInstant(Instant.ofEpochSecond(day * 86_400L, nanos), true, json);
  }

  private static Value binary(LogicalTypeAnnotation annotation) {
    if (annotation instanceof DecimalLogicalTypeAnnotation decimal) {
      int scale = decimal.getScale();
      return (in, f, i, json) ->
          json.writeNumber(new BigDecimal(new BigInteger(in.getBinary(f, i).getBytes()), scale));
    }
    if (annotation instanceof UUIDLogicalTypeAnnotation) {
      return (in, f, i, json) -> writeUuid(in.getBinary(f, i), json);
    }
    if (annotation instanceof IntervalLogicalTypeAnnotation) {
      return (in, f, i, json) ->
          LogicalJson.writeInterval(require(in.getBinary(f, i), INTERVAL_BYTES), json);
    }
    if (annotation instanceof Float16LogicalTypeAnnotation) {
      return (in, f, i, json) -> json.writeNumber(float16(in.getBinary(f, i)));
    }
    if (annotation == null || annotation instanceof BsonLogicalTypeAnnotation) {
      return (in, f, i, json) -> json.writeBinary(in.getBinary(f, i).getBytes());
    }
    // The bytes go through as they are: if they are not UTF-8, decoding says so.
    return (in, f, i, json) -> {
      byte[] text = in.getBinary(f, i).getBytesUnsafe();
      json.writeUTF8String(text, 0, text.length);
    };
  }

  private static void writeUuid(Binary value, JsonGenerator json) throws IOException {
    ByteBuffer bytes = require(value, UUID_BYTES);
    json.writeString(new UUID(bytes.getLong(), bytes.getLong()).toString());
  }

  private static ByteBuffer require(Binary value, int length) throws IOException {
    if (value.length() != length) {
      throw new IOException("a value has %d bytes and needs %d".formatted(value.length(), length));
    }
    return value.toByteBuffer();
  }

  /** The number that 16 bits stand for (IEEE 754, binary16). */
  private static float float16(Binary value) throws IOException {
    int bits = require(value, Short.BYTES).order(ByteOrder.LITTLE_ENDIAN).getShort() & 0xFFFF;
    int exponent = bits >>> 10 & 0x1F;
    int fraction = bits & 0x3FF;
    float magnitude =
        switch (exponent) {
          case 0 -> Math.scalb((float) fraction, -24);
          case 0x1F -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
          default -> Math.scalb((float) (fraction | 0x400), exponent - 25);
        };
    return bits >>> 15 == 0 ? magnitude : -magnitude;
  }
}
