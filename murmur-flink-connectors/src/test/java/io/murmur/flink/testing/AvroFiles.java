package io.murmur.flink.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;

/** Writes object container files of Avro. */
public final class AvroFiles {

  private static final int SYNC_BYTES = 1_024;

  private AvroFiles() {}

  /** Writes data in many small blocks. */
  public static byte[] write(Schema schema, String codec, List<?> data) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataFileWriter<Object> writer = new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
      writer.setCodec(CodecFactory.fromString(codec)).setSyncInterval(SYNC_BYTES);
      writer.create(schema, bytes);
      for (Object datum : data) {
        writer.append(datum);
      }
    }
    return bytes.toByteArray();
  }

  /** Writes JSON objects of texts, numbers and truth values. */
  public static byte[] ofJson(List<String> objects) throws IOException {
    List<JsonNode> nodes = new ArrayList<>();
    Set<String> names = new TreeSet<>();
    for (String object : objects) {
      JsonNode node = new ObjectMapper().readTree(object);
      node.fieldNames().forEachRemaining(names::add);
      nodes.add(node);
    }
    var fields = SchemaBuilder.record("row").fields();
    for (String name : names) {
      fields =
          fields
              .name(name)
              .type(
                  Schema.createUnion(
                      List.of(
                          Schema.create(Schema.Type.NULL),
                          Schema.create(Schema.Type.BOOLEAN),
                          Schema.create(Schema.Type.LONG),
                          Schema.create(Schema.Type.DOUBLE),
                          Schema.create(Schema.Type.STRING))))
              .noDefault();
    }
    Schema schema = fields.endRecord();
    List<Object> data = new ArrayList<>();
    for (JsonNode node : nodes) {
      GenericData.Record datum = new GenericData.Record(schema);
      for (String name : names) {
        datum.put(name, value(node.path(name)));
      }
      data.add(datum);
    }
    return write(schema, "snappy", data);
  }

  private static Object value(JsonNode node) {
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    if (node.isIntegralNumber()) {
      return node.longValue();
    }
    if (node.isNumber()) {
      return node.doubleValue();
    }
    return node.isTextual() ? node.textValue() : null;
  }
}
