package io.murmur.flink.source.file;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Writes as JSON what formats with schemas mean by plain numbers and bytes. */
final class LogicalJson {

  static final long SECOND_NANOS = 1_000_000_000L;

  private LogicalJson() {}

  static void writeDate(long epochDay, JsonGenerator json) throws IOException {
    json.writeString(LocalDate.ofEpochDay(epochDay).toString());
  }

  /** Writes a time of day that is counted in parts of a second. */
  static void writeTime(long value, long perSecond, JsonGenerator json) throws IOException {
    LocalTime time = LocalTime.ofNanoOfDay(value * (SECOND_NANOS / perSecond));
    json.writeString(DateTimeFormatter.ISO_LOCAL_TIME.format(time));
  }

  /**
   * Writes a time that is counted in parts of a second since 1970.
   *
   * @param utc whether it is a moment, and not the reading of a clock somewhere
   */
  static void writeTimestamp(long value, long perSecond, boolean utc, JsonGenerator json)
      throws IOException {
    long seconds = Math.floorDiv(value, perSecond);
    long nanos = Math.floorMod(value, perSecond) * (SECOND_NANOS / perSecond);
    writeInstant(Instant.ofEpochSecond(seconds, nanos), utc, json);
  }

  static void writeInstant(Instant instant, boolean utc, JsonGenerator json) throws IOException {
    json.writeString(
        utc
            ? instant.toString()
            : DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(
                LocalDateTime.ofInstant(instant, ZoneOffset.UTC)));
  }

  /** Writes three unsigned numbers of 32 bits, the lowest byte first. */
  static void writeInterval(ByteBuffer value, JsonGenerator json) throws IOException {
    ByteBuffer bytes = value.order(ByteOrder.LITTLE_ENDIAN);
    json.writeStartObject();
    json.writeNumberField("months", Integer.toUnsignedLong(bytes.getInt()));
    json.writeNumberField("days", Integer.toUnsignedLong(bytes.getInt()));
    json.writeNumberField("milliseconds", Integer.toUnsignedLong(bytes.getInt()));
    json.writeEndObject();
  }
}
