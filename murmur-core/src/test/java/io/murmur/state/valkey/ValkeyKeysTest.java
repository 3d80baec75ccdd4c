package io.murmur.state.valkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.state.Key;
import io.murmur.testing.CacheContract;
import io.valkey.util.JedisClusterCRC16;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class ValkeyKeysTest {

  private static final ValkeyKeys STORE = new ValkeyKeys(ValkeyKeys.Kind.STORE, "views");

  @Test
  void namesCanBeReadByPeople() {
    assertThat(text(STORE.item(new Key("page-1", 17)))).isEqualTo("murmur:store:views{page-1}17");
    assertThat(text(STORE.claim(new Key("page-1", 17), "pipe", "e1")))
        .isEqualTo("murmur:store:views{page-1}17:pipe:e1");
    assertThat(text(new ValkeyKeys(ValkeyKeys.Kind.DEDUP, "views").id("e1")))
        .isEqualTo("murmur:dedup:views{e1}");
  }

  @Test
  void noTwoItemsOrClaimsShareAName() {
    List<String> names = new ArrayList<>();
    for (String namespace : List.of("a", "a{b}", "a:b", "a{", "%7b", "{")) {
      for (ValkeyKeys.Kind kind : ValkeyKeys.Kind.values()) {
        var keys = new ValkeyKeys(kind, namespace);
        for (Key key : CacheContract.awkwardKeys()) {
          names.add(text(keys.item(key)));
          for (String claims : List.of("p", "p:e", "p}", "%3a")) {
            for (String event : List.of("1", "e:1", ":e:1", "1:", "\ud83d", "\ude00", "?")) {
              names.add(text(keys.claim(key, claims, event)));
            }
          }
        }
      }
    }
    assertThat(names).doesNotHaveDuplicates();
  }

  @Property
  void differentPartsGiveDifferentNames(
      @ForAll @StringLength(min = 1, max = 6) @Awkward String left,
      @ForAll @StringLength(min = 1, max = 6) @Awkward String right,
      @ForAll long leftBucket,
      @ForAll long rightBucket) {
    boolean same = left.equals(right) && leftBucket == rightBucket;
    assertThat(
            text(STORE.item(new Key(left, leftBucket)))
                .equals(text(STORE.item(new Key(right, rightBucket)))))
        .isEqualTo(same);
  }

  @Property
  void anItemItsClaimsAndTheEntitysOtherBucketsShareASlot(
      @ForAll @StringLength(min = 1, max = 6) @Awkward String entity,
      @ForAll @StringLength(min = 1, max = 6) @Awkward String other) {
    var keys = new ValkeyKeys(ValkeyKeys.Kind.STORE, other);
    int slot = JedisClusterCRC16.getSlot(keys.item(new Key(entity, 1)));
    assertThat(JedisClusterCRC16.getSlot(keys.item(new Key(entity, -9)))).isEqualTo(slot);
    assertThat(JedisClusterCRC16.getSlot(keys.claim(new Key(entity, 1), other, other)))
        .isEqualTo(slot);
  }

  @Test
  void anEmptyNamespaceIsRefused() {
    assertThatThrownBy(() -> new ValkeyKeys(ValkeyKeys.Kind.CACHE, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cache");
  }

  private static String text(byte[] name) {
    return new String(name, StandardCharsets.UTF_8);
  }

  /** Characters that mean something in a name, and halves of surrogate pairs. */
  @Chars({'%', ':', '{', '}', '3', 'a', '?'})
  @CharRange(from = '\ud83d', to = '\ud83d')
  @CharRange(from = '\ude00', to = '\ude00')
  @Retention(RetentionPolicy.RUNTIME)
  @interface Awkward {}
}
