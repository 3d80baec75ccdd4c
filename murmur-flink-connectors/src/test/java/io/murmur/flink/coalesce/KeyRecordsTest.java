package io.murmur.flink.coalesce;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.state.Key;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRecordsTest {

  /** A key is met, or the key of some number goes. */
  record Step(boolean goes, String entity, long bucket, int number) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    // Few characters, so that keys are met again; of all widths, and half a surrogate pair.
    Arbitrary<String> entities =
        Arbitraries.strings()
            .withChars('a', 'b', 'é', '€', '\uD83D')
            .ofMinLength(1)
            .ofMaxLength(18);
    Arbitrary<String> few = entities.list().ofSize(1).map(list -> list.get(0).substring(0, 1));
    Arbitrary<Step> met =
        Combinators.combine(Arbitraries.oneOf(entities, few), Arbitraries.longs().between(0, 1))
            .as((entity, bucket) -> new Step(false, entity, bucket, 0));
    Arbitrary<Step> goes =
        Arbitraries.integers().between(0, 1000).map(number -> new Step(true, "", 0, number));
    return Arbitraries.frequencyOf(Tuple.of(3, met), Tuple.of(1, goes)).list().ofMaxSize(500);
  }

  @Property(tries = 200)
  void keysAndTheirNumbersAreWhatAMapWouldHold(@ForAll("steps") List<Step> steps) {
    Map<Key, Long> expected = new HashMap<>();
    KeyRecords keys = new KeyRecords();
    for (Step step : steps) {
      if (step.goes()) {
        if (keys.size() > 0) {
          int number = step.number() % keys.size();
          assertThat(expected.remove(key(keys, number))).isEqualTo(keys.first(number));
          keys.remove(number);
        }
        continue;
      }
      meet(keys, step.entity(), step.bucket());
      expected.merge(new Key(step.entity(), step.bucket()), 1L, Long::sum);
    }
    assertThat(content(keys)).isEqualTo(expected);
  }

  @Test
  void keysThatComeAndGoLeaveNothingBehind() {
    KeyRecords keys = new KeyRecords();
    List<String> held = new ArrayList<>();
    for (int i = 0; i < 200_000; i++) {
      String entity = "a key of some length " + i;
      meet(keys, entity, i);
      held.add(entity);
      if (keys.size() > 1_000) {
        keys.remove(i % keys.size());
      }
    }
    assertThat(keys.size()).isEqualTo(1_000);
    assertThat(keys.capacityBytes()).as("of 1,000 records of 64 bytes").isLessThan(1 << 18);
    assertThat(content(keys)).hasSize(1_000).allSatisfy((key, n) -> assertThat(n).isEqualTo(1));
    assertThat(held).containsAll(content(keys).keySet().stream().map(Key::entity).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "ab", "abcdefgh", "abcdefghi", "a\0", "á", "€", "\uD83D", "😀"})
  void textsThatLookAlikeAreNotTheSame(String entity) {
    KeyRecords keys = new KeyRecords();
    meet(keys, entity, 0);
    for (String other :
        List.of(entity + "\0", entity + "a", "\0" + entity, entity.replace('a', 'A') + "x")) {
      assertThat(keys.find(other, 0)).as(other).isNegative();
    }
    // The lower bytes of its characters alone.
    StringBuilder low = new StringBuilder();
    entity.chars().forEach(c -> low.append((char) (c & 0xFF)));
    assertThat(keys.find(low.toString(), 0) < 0).isEqualTo(!low.toString().equals(entity));
    assertThat(keys.find(entity, 1)).isNegative();
    assertThat(keys.entity(keys.find(entity, 0))).isEqualTo(entity);
  }

  @Test
  void textsOfOneHashAreTold() {
    KeyRecords keys = new KeyRecords();
    assertThat("AaBB".hashCode()).isEqualTo("BBAa".hashCode());
    meet(keys, "AaBB", 0);
    meet(keys, "BBAa", 0);
    meet(keys, "BBAa", 0);
    assertThat(content(keys)).isEqualTo(Map.of(new Key("AaBB", 0), 1L, new Key("BBAa", 0), 2L));
  }

  private static void meet(KeyRecords keys, String entity, long bucket) {
    keys.seek(new String[] {"other", entity, null}, new long[] {bucket, bucket, 0}, 2);
    int number = keys.find(1);
    assertThat(keys.find(entity, bucket)).isEqualTo(number);
    if (number < 0) {
      number = keys.add();
      assertThat(keys.first(number)).isZero();
      assertThat(keys.second(number)).isZero();
    }
    keys.first(number, keys.first(number) + 1);
    keys.second(number, -keys.first(number));
  }

  private static Key key(KeyRecords keys, int number) {
    return new Key(keys.entity(number), keys.bucket(number));
  }

  private static Map<Key, Long> content(KeyRecords keys) {
    Map<Key, Long> content = new HashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      assertThat(keys.second(i)).isEqualTo(-keys.first(i));
      content.put(key(keys, i), keys.first(i));
    }
    return content;
  }
}
