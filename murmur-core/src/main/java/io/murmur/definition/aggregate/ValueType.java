package io.murmur.definition.aggregate;

import io.murmur.definition.expression.Wanted;
import java.util.LinkedHashMap;
import java.util.Map;

/** The types of single values that aggregates hold. */
enum ValueType {
  /** Whole numbers of 64 bits. */
  LONG("long", Wanted.WHOLE_NUMBER),
  /** Numbers with all their digits. */
  DECIMAL("decimal", Wanted.NUMBER),
  /** Floating point numbers. */
  DOUBLE("double", Wanted.NUMBER),
  /** Text. */
  STRING("string", Wanted.TEXT);

  private final String word;
  private final Wanted wanted;

  ValueType(String word, Wanted wanted) {
    this.word = word;
    this.wanted = wanted;
  }

  /** What an expression for it must give. */
  Wanted wanted() {
    return wanted;
  }

  /** These by how definitions write them. */
  static Map<String, ValueType> byWord(ValueType... types) {
    Map<String, ValueType> byWord = new LinkedHashMap<>();
    for (ValueType type : types) {
      byWord.put(type.word, type);
    }
    return byWord;
  }
}
