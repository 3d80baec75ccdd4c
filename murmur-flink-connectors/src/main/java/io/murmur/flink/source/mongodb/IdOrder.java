package io.murmur.flink.source.mongodb;

import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonNumber;
import org.bson.BsonValue;

/**
 * Which values MongoDB takes for one in its order: {@code 1}, {@code NumberLong(1)} and {@code 1.0}
 * are, also within documents. A unique index of one server has one of them; several servers that
 * hold a collection together may each have one.
 */
final class IdOrder {

  private IdOrder() {}

  /** Whether neither comes before the other. */
  static boolean same(BsonValue one, BsonValue other) {
    if (one instanceof BsonNumber a && other instanceof BsonNumber b) {
      return same(a, b);
    }
    if (one instanceof BsonDocument a && other instanceof BsonDocument b) {
      return sameFields(a, b);
    }
    if (one instanceof BsonArray a && other instanceof BsonArray b) {
      return sameElements(a, b);
    }
    if (one.isSymbol() || other.isSymbol()) {
      return text(one).equals(text(other));
    }
    return one.equals(other);
  }

  static boolean isNan(BsonValue value) {
    if (value.isDecimal128()) {
      return value.asDecimal128().getValue().isNaN();
    }
    return value.isDouble() && Double.isNaN(value.asDouble().getValue());
  }

  private static boolean same(BsonNumber one, BsonNumber other) {
    boolean finite = isFinite(one);
    if (finite != isFinite(other)) {
      return false;
    }
    return finite
        ? exact(one).compareTo(exact(other)) == 0
        : Double.compare(one.doubleValue(), other.doubleValue()) == 0;
  }

  private static boolean isFinite(BsonNumber number) {
    if (number.isDecimal128()) {
      return number.asDecimal128().getValue().isFinite();
    }
    return !number.isDouble() || Double.isFinite(number.doubleValue());
  }

  private static BigDecimal exact(BsonNumber number) {
    if (number.isDecimal128()) {
      return new BigDecimal(number.asDecimal128().getValue().toString());
    }
    return number.isDouble()
        ? new BigDecimal(number.doubleValue())
        : BigDecimal.valueOf(number.longValue());
  }

  private static boolean sameFields(BsonDocument one, BsonDocument other) {
    Iterator<Map.Entry<String, BsonValue>> others = other.entrySet().iterator();
    for (Map.Entry<String, BsonValue> field : one.entrySet()) {
      if (!others.hasNext()) {
        return false;
      }
      Map.Entry<String, BsonValue> match = others.next();
      if (!field.getKey().equals(match.getKey()) || !same(field.getValue(), match.getValue())) {
        return false;
      }
    }
    return !others.hasNext();
  }

  private static boolean sameElements(List<BsonValue> one, List<BsonValue> other) {
    if (one.size() != other.size()) {
      return false;
    }
    for (int i = 0; i < one.size(); i++) {
      if (!same(one.get(i), other.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static String text(BsonValue value) {
    if (value.isSymbol()) {
      return value.asSymbol().getSymbol();
    }
    return value.isString() ? value.asString().getValue() : value.toString();
  }
}
