package io.murmur.flink.source.jdbc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** The JSON object of a row, written field by field into a buffer that all rows share. */
final class JsonRow {

  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder().rootValueSeparator((String) null).build();

  private final SerializedString[] names;
  private final ByteArrayBuilder buffer = new ByteArrayBuilder();
  private final JsonGenerator json;

  JsonRow(List<Column> columns) {
    names =
        columns.stream()
            .map(column -> new SerializedString(column.name()))
            .toArray(SerializedString[]::new);
    try {
      json = FACTORY.createGenerator(buffer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void begin() throws IOException {
    buffer.reset();
    json.writeStartObject();
  }

  /** Begins the field of a column; its value is to be written to what this gives. */
  JsonGenerator field(int column) throws IOException {
    json.writeFieldName(names[column]);
    return json;
  }

  /** The bytes of all fields. */
  byte[] end() throws IOException {
    json.writeEndObject();
    json.flush();
    return buffer.toByteArray();
  }
}
