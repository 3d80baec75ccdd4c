package io.murmur.flink.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Ready decoders. All but {@link #text()} read JSON objects and rows of CSV alike (a record knows
 * which it is), and add the values of partitioned paths as fields, as texts, where the record has
 * no field of that name.
 *
 * <p>Malformed UTF-8, malformed JSON, anything after the JSON object, and a row of CSV with more or
 * fewer fields than its header are errors.
 */
public final class RecordDecoders {

  private static final ObjectReader TREE = Json.MAPPER.readerFor(JsonNode.class);

  private RecordDecoders() {}

  /** The record's bytes as text, whatever it is. */
  public static RecordDecoder<String> text() {
    return record -> Utf8.decode(requireReadable(record));
  }

  /**
   * The record's fields by name, in their order. In JSON a whole number is a {@link Long} (a {@link
   * java.math.BigInteger} beyond its range), any other number a {@link java.math.BigDecimal} with
   * all its digits, an object a map, an array a list, null a null; every field of CSV is a {@link
   * String}. The map is the caller's own.
   */
  public static RecordDecoder<Map<String, Object>> fields() {
    return RecordDecoders::decodeFields;
  }

  /** The record as a JSON tree whose numbers keep all their digits. */
  public static RecordDecoder<JsonNode> json() {
    return RecordDecoders::decodeTree;
  }

  /**
   * The record as an object of a class, by Jackson's rules and annotations. Fields that the class
   * does not have are left out; a primitive whose field is missing or null, and a fraction where
   * the class has a whole number, are errors.
   */
  public static <T> RecordDecoder<T> json(Class<T> type) {
    return new ToClass<>(Objects.requireNonNull(type, "type"));
  }

  private static Map<String, Object> decodeFields(SourceRecord record) throws IOException {
    Map<String, Object> fields;
    if (requireReadable(record).header().isPresent()) {
      fields = new LinkedHashMap<>();
      record.header().get().read(record, fields::put);
    } else {
      fields = Json.read(record, JsonFields::readObject);
    }
    record.partitions().forEach(fields::putIfAbsent);
    return fields;
  }

  private static ObjectNode decodeTree(SourceRecord record) throws IOException {
    ObjectNode tree;
    if (requireReadable(record).header().isPresent()) {
      tree = Json.MAPPER.createObjectNode();
      record.header().get().read(record, tree::put);
    } else {
      tree = Json.read(record, TREE::readValue);
    }
    record
        .partitions()
        .forEach(
            (name, value) -> {
              if (!tree.has(name)) {
                tree.put(name, value);
              }
            });
    return tree;
  }

  private static SourceRecord requireReadable(SourceRecord record) throws IOException {
    if (!record.readable()) {
      throw new IOException(record.problem().orElseThrow());
    }
    return record;
  }

  /**
   * Without partitions the bytes go straight into the object; with them there is a tree between.
   */
  private static final class ToClass<T> implements RecordDecoder<T> {

    private static final long serialVersionUID = 1L;

    private final Class<T> type;
    private transient ObjectReader reader;

    ToClass(Class<T> type) {
      this.type = type;
    }

    @Override
    public T decode(SourceRecord record) throws IOException {
      if (reader == null) {
        reader = Json.MAPPER.readerFor(type); // finds the class's properties once
      }
      requireReadable(record);
      if (record.header().isEmpty() && record.partitions().isEmpty()) {
        return Json.read(record, parser -> reader.readValue(parser, type));
      }
      try {
        return reader.treeToValue(decodeTree(record), type);
      } catch (JsonProcessingException e) {
        throw Json.describe(e);
      }
    }
  }
}
