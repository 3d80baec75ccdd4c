package io.murmur.definition.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Reads the wanted fields out of a JSON object, in one pass over its bytes; what nobody wants is
 * skipped, though all of it must be well formed. Numbers keep their digits: none goes through a
 * double. Of two fields with one name the last counts.
 *
 * <p>Safe for concurrent use.
 */
public final class JsonEvents implements Serializable {

  private static final long serialVersionUID = 1L;

  /**
   * Names are not interned, because objects used as maps have any number of them; the length of a
   * record is the source's business, so a text may be as long as its record.
   */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  /** What Jackson adds to say that it does not say where it reads from. */
  private static final Pattern SOURCE = Pattern.compile(" \\([^()]*\\[Source: [^]]*]\\)");

  private final Fields fields;
  private final Branch root = new Branch();

  /** Reads these fields. */
  public JsonEvents(Fields fields) {
    this.fields = Objects.requireNonNull(fields, "fields");
    fields.all().forEach(root::add);
  }

  /** What is wanted at and below one name. */
  private static final class Branch implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int NOT_WANTED = -1;

    private final HashMap<String, Branch> below = new HashMap<>();

    /** Where the value itself goes, if it is wanted whole. */
    private int index = NOT_WANTED;

    void add(Field field) {
      Branch branch = this;
      for (String name : field.path()) {
        branch = branch.below.computeIfAbsent(name, n -> new Branch());
      }
      branch.index = field.index();
    }
  }

  /** The event in a buffer. */
  public Event read(byte[] json) throws IOException {
    return read(json, 0, json.length, Map.of());
  }

  /**
   * The event in a part of a buffer.
   *
   * @param partitions values that stand for fields of the object that it does not have, for example
   *     of the folders that its file lies in
   * @throws IOException if the bytes are not one JSON object and nothing else; says where
   */
  public Event read(byte[] buffer, int offset, int length, Map<String, String> partitions)
      throws IOException {
    Object[] values = new Object[fields.all().size()];
    Arrays.fill(values, Missing.ABSENT);
    try (JsonParser parser = JSON.createParser(buffer, offset, length)) {
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_OBJECT) {
        throw new IOException(
            first == null
                ? "the record is empty, and not a JSON object"
                : "the record is not a JSON object: it begins with " + first);
      }
      readObject(parser, root, values);
      if (parser.nextToken() != null) {
        throw new IOException(
            "more follows the JSON object, at byte "
                + parser.currentTokenLocation().getByteOffset()
                + ": one record must be one object");
      }
    } catch (JsonProcessingException e) {
      throw describe(e);
    }
    if (!partitions.isEmpty()) {
      addPartitions(partitions, values);
    }
    return new Event(fields.signature(), values);
  }

  /** A value of the object itself, though null, goes before one of the path. */
  private void addPartitions(Map<String, String> partitions, Object[] values) {
    partitions.forEach(
        (name, value) -> {
          Branch branch = root.below.get(name);
          if (branch != null
              && branch.index != Branch.NOT_WANTED
              && values[branch.index] == Missing.ABSENT) {
            values[branch.index] = value;
          }
        });
  }

  /** From after the start of an object to its end. */
  private static void readObject(JsonParser parser, Branch branch, Object[] values)
      throws IOException {
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonToken token = parser.nextToken();
      Branch wanted = branch.below.get(name);
      if (wanted == null) {
        parser.skipChildren();
      } else if (wanted.index != Branch.NOT_WANTED) {
        Object value = readValue(parser);
        values[wanted.index] = value;
        spread(wanted, value, values);
      } else if (token == JsonToken.START_OBJECT) {
        clear(wanted, values);
        readObject(parser, wanted, values);
      } else {
        clear(wanted, values);
        parser.skipChildren();
      }
    }
  }

  /** What is wanted whole may be wanted in part, too. */
  private static void spread(Branch branch, Object whole, Object[] values) {
    branch.below.forEach(
        (name, inner) -> {
          Object value =
              whole instanceof Map<?, ?> map && map.containsKey(name)
                  ? map.get(name)
                  : Missing.ABSENT;
          if (inner.index != Branch.NOT_WANTED) {
            values[inner.index] = value;
          }
          spread(inner, value, values);
        });
  }

  /** A name that is there again replaces all of what it had before. */
  private static void clear(Branch branch, Object[] values) {
    branch.below.forEach(
        (name, inner) -> {
          if (inner.index != Branch.NOT_WANTED) {
            values[inner.index] = Missing.ABSENT;
          }
          clear(inner, values);
        });
  }

  private static Object readValue(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> readMap(parser);
      case START_ARRAY -> readList(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT ->
          parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? new BigDecimal(parser.getBigIntegerValue())
              : (Object) parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> Missing.NULL;
      default -> throw new IOException("a JSON value cannot be " + parser.currentToken());
    };
  }

  private static Map<String, Object> readMap(JsonParser parser) throws IOException {
    Map<String, Object> map = new LinkedHashMap<>();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      map.put(name, readValue(parser));
    }
    return map;
  }

  private static List<Object> readList(JsonParser parser) throws IOException {
    List<Object> list = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      list.add(readValue(parser));
    }
    return list;
  }

  private static IOException describe(JsonProcessingException e) {
    long at = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
    return new IOException(
        "not the JSON expected%s: %s"
            .formatted(
                at < 0 ? "" : " at byte " + at,
                SOURCE.matcher(e.getOriginalMessage()).replaceAll("")),
        e);
  }
}
