package io.murmur.flink.source.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.flink.source.scan.ScanException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class ItemJsonTest {

  private static final String DIGITS = "-12345678901234567890123456789012345.678";

  @Test
  void everyTypeBecomesWhatOneExpectsInJson() throws IOException {
    Map<String, AttributeValue> item = new LinkedHashMap<>();
    item.put("s", AttributeValue.fromS("a \"☃\""));
    item.put("n", AttributeValue.fromN(DIGITS));
    item.put("b", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {0, -1, 3})));
    item.put("t", AttributeValue.fromBool(true));
    item.put("z", AttributeValue.fromNul(true));
    item.put("ss", AttributeValue.fromSs(List.of("x", "y")));
    item.put("ns", AttributeValue.fromNs(List.of("1", DIGITS)));
    item.put("bs", AttributeValue.fromBs(List.of(SdkBytes.fromUtf8String("hi"))));
    item.put(
        "l", AttributeValue.fromL(List.of(AttributeValue.fromN("1"), AttributeValue.fromS("1"))));
    item.put("m", AttributeValue.fromM(Map.of("in", AttributeValue.fromL(List.of()))));
    String json = new String(new ItemJson().write(item), StandardCharsets.UTF_8);
    assertThat(json)
        .isEqualTo(
            "{\"s\":\"a \\\"☃\\\"\",\"n\":%s,\"b\":\"AP8D\",\"t\":true,\"z\":null,\"ss\":[\"x\",\"y\"],\"ns\":[1,%s],\"bs\":[\"aGk=\"],\"l\":[1,\"1\"],\"m\":{\"in\":[]}}"
                .formatted(DIGITS, DIGITS));
    for (AttributeValue value : item.values()) {
      assertThat(DynamoJson.read(DynamoJson.write(value))).isEqualTo(value);
    }
  }

  @Test
  void theBufferOfOneItemIsNotThatOfTheNext() throws IOException {
    ItemJson json = new ItemJson();
    byte[] first = json.write(Map.of("a", AttributeValue.fromS("long enough")));
    json.write(Map.of("a", AttributeValue.fromS("x")));
    assertThat(first).asString().isEqualTo("{\"a\":\"long enough\"}");
  }

  @Test
  void keysOfDifferentTypesOrPartsNeverCollide() throws IOException {
    List<Map<String, AttributeValue>> items =
        List.of(
            key(AttributeValue.fromS("1"), AttributeValue.fromS("")),
            key(AttributeValue.fromN("1"), AttributeValue.fromS("")),
            key(AttributeValue.fromB(SdkBytes.fromUtf8String("1")), AttributeValue.fromS("")),
            key(AttributeValue.fromS("a|b"), AttributeValue.fromS("c")),
            key(AttributeValue.fromS("a"), AttributeValue.fromS("b|c")),
            key(AttributeValue.fromS("a\"},\"s\":{\"S\":\"b"), AttributeValue.fromS("c")));
    List<String> texts = new java.util.ArrayList<>();
    for (Map<String, AttributeValue> item : items) {
      String text = ItemKey.of("t", List.of("p", "s"), item);
      assertThat(ItemKey.read(text)).isEqualTo(item);
      texts.add(text);
    }
    assertThat(texts).doesNotHaveDuplicates();
    assertThat(texts.get(0)).isEqualTo("{\"p\":{\"S\":\"1\"},\"s\":{\"S\":\"\"}}");
  }

  @Test
  void anItemWithoutItsKeySaysThatTheTableIsAnother() {
    assertThatThrownBy(
            () -> ItemKey.of("dynamodb:t", List.of("id"), Map.of("a", AttributeValue.fromN("1"))))
        .isInstanceOf(ScanException.class)
        .hasMessageContaining("dynamodb:t has items without the key attribute 'id'");
  }

  @Test
  void whatIsNotItsJsonIsRefused() {
    for (String text : List.of("1", "{}", "{\"X\":1}", "{\"N\":1}", "{\"S\":\"a\",\"N\":\"1\"}")) {
      assertThatThrownBy(() -> DynamoJson.read(text)).as(text).isInstanceOf(IOException.class);
    }
  }

  @Test
  void theKeyIsReadAlthoughTheProjectionLeavesItOut() throws IOException {
    Segment segment = new Segment(1, 4, List.of("id", "at"));
    var request = settings("#v, at", Map.of("#v", "value")).request(segment).build();
    assertThat(request.projectionExpression()).isEqualTo("#v, at, #murmurKey2");
    assertThat(request.expressionAttributeNames())
        .isEqualTo(Map.of("#v", "value", "#murmurKey2", "id"));
    assertThat(Segment.of(segment.range())).isEqualTo(segment);
  }

  @Test
  void everyMistakeOfAScanIsToldAtOnce() {
    assertThatThrownBy(
            () ->
                DynamoDbScan.of(DynamoDbTable.ANYWHERE, "t")
                    .segments(0)
                    .name("x", "y")
                    .value(":unused", AttributeValue.fromN("1"))
                    .source())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("segments must be from 1 to 1000000, was 0")
        .hasMessageContaining("the name 'x' must begin with #")
        .hasMessageContaining("the value ':unused' is in no expression");
  }

  private static Map<String, AttributeValue> key(AttributeValue partition, AttributeValue sort) {
    return Map.of("p", partition, "s", sort);
  }

  private static ScanSettings settings(String projection, Map<String, String> names) {
    return new ScanSettings(
        DynamoDbTable.ANYWHERE, "t", 4, "", projection, names, Map.of(), false, 0);
  }
}
