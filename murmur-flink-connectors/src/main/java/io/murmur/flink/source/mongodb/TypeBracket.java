package io.murmur.flink.source.mongodb;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonMaxKey;
import org.bson.BsonMinKey;
import org.bson.BsonNull;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.BsonType;
import org.bson.BsonValue;
import org.bson.types.ObjectId;

/**
 * The kinds of values of which MongoDB compares one with another, in its order: a condition {@code
 * _id > 5} is met by numbers and by nothing else. Not a number is a kind of its own here, since it
 * is neither above nor below any number; arrays, regular expressions and {@code undefined} are no
 * {@code _id}.
 */
@SuppressWarnings("ImmutableEnumChecker") // nobody gets what it holds, copies at most
enum TypeBracket {
  MIN_KEY(EnumSet.of(BsonType.MIN_KEY), equal(new BsonMinKey())),
  NULL(EnumSet.of(BsonType.NULL, BsonType.UNDEFINED), equal(BsonNull.VALUE)),
  NAN(EnumSet.noneOf(BsonType.class), equal(new BsonDouble(Double.NaN))),
  /** Always with both bounds: some servers take not a number for greater than all numbers. */
  NUMBER(
      EnumSet.of(BsonType.INT32, BsonType.INT64, BsonType.DOUBLE, BsonType.DECIMAL128),
      from(new BsonDouble(Double.NEGATIVE_INFINITY))
          .append("$lte", new BsonDouble(Double.POSITIVE_INFINITY))),
  TEXT(EnumSet.of(BsonType.STRING, BsonType.SYMBOL), from(new BsonString(""))),
  DOCUMENT(EnumSet.of(BsonType.DOCUMENT), from(new BsonDocument())),
  BINARY(EnumSet.of(BsonType.BINARY), from(new BsonBinary(new byte[0]))),
  OBJECT_ID(EnumSet.of(BsonType.OBJECT_ID), from(new BsonObjectId(new ObjectId(new byte[12])))),
  BOOLEAN(EnumSet.of(BsonType.BOOLEAN), from(BsonBoolean.FALSE)),
  DATE(EnumSet.of(BsonType.DATE_TIME), from(new BsonDateTime(Long.MIN_VALUE))),
  TIMESTAMP(EnumSet.of(BsonType.TIMESTAMP), from(new BsonTimestamp(0, 0))),
  DB_POINTER(EnumSet.of(BsonType.DB_POINTER), type(BsonType.DB_POINTER)),
  CODE(EnumSet.of(BsonType.JAVASCRIPT), type(BsonType.JAVASCRIPT)),
  CODE_WITH_SCOPE(EnumSet.of(BsonType.JAVASCRIPT_WITH_SCOPE), type(BsonType.JAVASCRIPT_WITH_SCOPE)),
  MAX_KEY(EnumSet.of(BsonType.MAX_KEY), equal(new BsonMaxKey()));

  /** Those that hardly anyone has as an {@code _id}, and not every server knows. */
  static final Set<TypeBracket> RARE = EnumSet.of(DB_POINTER, CODE, CODE_WITH_SCOPE);

  private final Set<BsonType> types;
  private final BsonDocument all;

  TypeBracket(Set<BsonType> types, BsonDocument all) {
    this.types = types;
    this.all = all;
  }

  /** The one that a value is in; empty for what can be no {@code _id}. */
  static Optional<TypeBracket> of(BsonValue value) {
    if (IdOrder.isNan(value)) {
      return Optional.of(NAN);
    }
    for (TypeBracket bracket : values()) {
      if (bracket.types.contains(value.getBsonType())) {
        return Optional.of(bracket);
      }
    }
    return Optional.empty();
  }

  /** Whether it holds one value, which has no place to go on after within it. */
  boolean single() {
    return all.containsKey("$eq");
  }

  /** What is met by all values of it, as the condition of a field; a copy. */
  BsonDocument all() {
    return all.clone();
  }

  /** In ranges and errors: {@code object-id}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static TypeBracket parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  private static BsonDocument equal(BsonValue value) {
    return new BsonDocument("$eq", value);
  }

  private static BsonDocument from(BsonValue least) {
    return new BsonDocument("$gte", least);
  }

  private static BsonDocument type(BsonType type) {
    return new BsonDocument("$type", new BsonInt32(type.getValue()));
  }
}
