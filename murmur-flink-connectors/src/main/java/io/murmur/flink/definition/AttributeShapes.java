package io.murmur.flink.definition;

import io.murmur.definition.yaml.Section;
import io.murmur.definition.yaml.Shape;
import io.murmur.definition.yaml.Shapes;
import io.murmur.definition.yaml.Word;
import io.murmur.definition.yaml.Words;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Values of DynamoDB as definitions write them. */
final class AttributeShapes {

  private static final Word<String> TEXT = Word.optional("S", Shapes.text(), "A text.");

  private static final Word<String> NUMBER =
      Word.optional(
          "N",
          Shapes.text(
              Pattern.compile("-?[0-9]{1,38}(\\.[0-9]{1,38})?([eE][-+]?[0-9]{1,3})?"), "a number"),
          "A number.");

  private static final Word<String> BYTES =
      Word.optional(
          "B",
          Shapes.text(
              Pattern.compile("([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"),
              "bytes in base64"),
          "Bytes in base64.");

  private static final List<Word<String>> TYPES = List.of(TEXT, NUMBER, BYTES);
  private static final Words WORDS = Words.of("dynamodb-value", TEXT, NUMBER, BYTES);

  private AttributeShapes() {}

  /**
   * A value: as it is, where what is written as a number is one, or with its type, {@code {N:
   * '1'}}.
   */
  static Shape<AttributeValue> value() {
    return Shapes.either(
        Shapes.section(WORDS, AttributeShapes::typed),
        Shapes.literal().map(AttributeShapes::plain));
  }

  private static AttributeValue plain(Object literal) {
    if (literal instanceof BigDecimal number) {
      return AttributeValue.fromN(number.toPlainString());
    }
    return literal instanceof Boolean flag
        ? AttributeValue.fromBool(flag)
        : AttributeValue.fromS((String) literal);
  }

  private static Optional<AttributeValue> typed(Section section) {
    List<Word<String>> given = TYPES.stream().filter(section::has).toList();
    if (given.size() != 1) {
      if (section.isEmpty() || given.size() > 1) {
        section.problem("a value has one type: {S: text}, {N: '1'} or {B: base64}");
      }
      given.forEach(section::get);
      return Optional.empty();
    }
    Word<String> type = given.get(0);
    return section
        .get(type)
        .map(
            value -> {
              if (type.equals(TEXT)) {
                return AttributeValue.fromS(value);
              }
              return type.equals(NUMBER)
                  ? AttributeValue.fromN(value)
                  : AttributeValue.fromB(SdkBytes.fromByteArray(Base64.getDecoder().decode(value)));
            });
  }
}
