package io.murmur.jobs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.murmur.monoid.BloomValue;
import io.murmur.monoid.Decayed;
import io.murmur.monoid.FrequentItemsValue;
import io.murmur.monoid.HllValue;
import io.murmur.monoid.KllValue;
import io.murmur.monoid.Stamped;
import io.murmur.monoid.StructValue;
import io.murmur.monoid.ThetaValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Aggregates as people and programs read them. */
final class Presented {

  /** How many of the most frequent items are shown. */
  private static final int ITEMS = 10;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private Presented() {}

  /**
   * The named parts of a value: the fields of a struct, or the value itself under the name {@code
   * value}.
   */
  static Map<String, Object> parts(Object value) {
    Map<String, Object> parts = new LinkedHashMap<>();
    if (value instanceof StructValue struct) {
      struct.names().forEach(name -> parts.put(name, struct.get(name)));
    } else if (value instanceof Map<?, ?> map) {
      map.forEach((name, part) -> parts.put(name.toString(), part));
    } else {
      parts.put("value", value);
    }
    return parts;
  }

  /** A value as JSON: numbers with all their digits, what is absent as null. */
  static JsonNode json(Object value) {
    if (value instanceof Optional<?> optional) {
      return optional.map(Presented::json).orElse(JSON.nullNode());
    } else if (value instanceof Long number) {
      return JSON.numberNode(number);
    } else if (value instanceof BigDecimal number) {
      return DecimalNode.valueOf(number);
    } else if (value instanceof Double number) {
      return JSON.numberNode(number);
    } else if (value instanceof Boolean bool) {
      return JSON.booleanNode(bool);
    } else if (value instanceof StructValue struct) {
      return object(parts(struct));
    } else if (value instanceof Map<?, ?> map) {
      return object(map);
    } else if (value instanceof Collection<?> items) {
      ArrayNode array = JSON.arrayNode();
      (items instanceof java.util.Set<?> set ? new TreeSet<>(set) : items)
          .forEach(item -> array.add(json(item)));
      return array;
    }
    return special(value);
  }

  private static JsonNode special(Object value) {
    if (value instanceof HllValue hll) {
      return JSON.numberNode(hll.estimate());
    } else if (value instanceof ThetaValue theta) {
      return JSON.numberNode(theta.estimate());
    } else if (value instanceof KllValue kll) {
      ObjectNode node = JSON.objectNode().put("count", kll.count());
      for (var quantile : quantiles(kll).entrySet()) {
        node.put(quantile.getKey(), quantile.getValue());
      }
      return node;
    } else if (value instanceof FrequentItemsValue items) {
      return json(items.top(ITEMS));
    } else if (value instanceof FrequentItemsValue.Entry entry) {
      return JSON.objectNode()
          .put("item", entry.item())
          .put("estimate", entry.estimate())
          .put("lowerBound", entry.lowerBound())
          .put("upperBound", entry.upperBound());
    } else if (value instanceof Stamped<?> stamped) {
      return json(stamped.value());
    } else if (value instanceof Decayed decayed) {
      return JSON.objectNode().put("value", decayed.value()).put("atMillis", decayed.atMillis());
    } else if (value instanceof BloomValue bloom) {
      return JSON.objectNode()
          .put("empty", bloom.isEmpty())
          .put("falsePositiveProbability", bloom.falsePositiveProbability());
    }
    return JSON.textNode(String.valueOf(value));
  }

  private static JsonNode object(Map<?, ?> map) {
    ObjectNode node = JSON.objectNode();
    map.forEach((name, part) -> node.set(name.toString(), json(part)));
    return node;
  }

  /** A value as a short text; estimates begin with {@code ~}. */
  static String text(Object value) {
    if (value instanceof Optional<?> optional) {
      return optional.map(Presented::text).orElse("");
    } else if (value instanceof Long number) {
      return String.format(java.util.Locale.ROOT, "%,d", number);
    } else if (value instanceof BigDecimal number) {
      return String.format(
          java.util.Locale.ROOT, "%,." + Math.max(0, number.scale()) + "f", number);
    } else if (value instanceof HllValue || value instanceof ThetaValue) {
      return "~" + text(number(value).orElseThrow().setScale(0, RoundingMode.HALF_UP));
    } else if (value instanceof FrequentItemsValue items) {
      return items.top(ITEMS).stream()
          .map(entry -> entry.item() + " " + text(entry.estimate()))
          .collect(java.util.stream.Collectors.joining(", "));
    } else if (value instanceof Stamped<?> stamped) {
      return text(stamped.value());
    } else if (value instanceof String text) {
      return text;
    }
    JsonNode node = json(value);
    return node.isTextual() ? node.textValue() : node.toString();
  }

  /** The number to order a value by; empty if it is no number, or absent. */
  static Optional<BigDecimal> number(Object value) {
    if (value instanceof Optional<?> optional) {
      return optional.flatMap(Presented::number);
    } else if (value instanceof Stamped<?> stamped) {
      return number(stamped.value());
    } else if (value instanceof Decayed decayed) {
      return number(decayed.value());
    } else if (value instanceof HllValue hll) {
      return number(hll.estimate());
    } else if (value instanceof ThetaValue theta) {
      return number(theta.estimate());
    } else if (value instanceof FrequentItemsValue items) {
      return number(items.total());
    } else if (value instanceof KllValue kll) {
      return number(kll.count());
    } else if (value instanceof Long number) {
      return Optional.of(BigDecimal.valueOf(number));
    } else if (value instanceof BigDecimal number) {
      return Optional.of(number);
    } else if (value instanceof Double number && Double.isFinite(number)) {
      return Optional.of(BigDecimal.valueOf(number));
    }
    return Optional.empty();
  }

  private static Map<String, Double> quantiles(KllValue kll) {
    Map<String, Double> found = new LinkedHashMap<>();
    kll.min().ifPresent(least -> found.put("min", least));
    kll.quantile(0.5).ifPresent(median -> found.put("p50", median));
    kll.quantile(0.9).ifPresent(high -> found.put("p90", high));
    kll.quantile(0.99).ifPresent(higher -> found.put("p99", higher));
    kll.max().ifPresent(greatest -> found.put("max", greatest));
    return found;
  }
}
