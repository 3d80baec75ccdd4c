package io.murmur.state.valkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.monoid.Codec;
import io.murmur.monoid.CorruptValueException;
import io.murmur.monoid.Monoids;
import io.murmur.state.Stored;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class CacheEntryTest {

  private static final Codec<Long> CODEC = Monoids.sumLong().codec();

  @Property
  void decodesWhatItEncoded(
      @ForAll long value, @ForAll @LongRange(min = 0) long version, @ForAll boolean expires) {
    var stored =
        new Stored<>(value, version, expires ? OptionalLong.of(value / 2) : OptionalLong.empty());
    assertThat(CacheEntry.decode(CacheEntry.encode(stored, CODEC), CODEC)).isEqualTo(stored);
  }

  @Property
  void anyFlippedBitIsNoticed(
      @ForAll long value, @ForAll @LongRange(min = 0) long version, @ForAll @IntRange int where) {
    byte[] entry =
        CacheEntry.encode(new Stored<>(value, version, OptionalLong.of(4_000_000_000L)), CODEC);
    int bit = where % (entry.length * 8);
    entry[bit / 8] ^= (byte) (1 << (bit % 8));
    assertThatThrownBy(() -> CacheEntry.decode(entry, CODEC))
        .isInstanceOf(CorruptValueException.class);
  }

  @Test
  void anyMissingEndIsNoticed() {
    byte[] entry = CacheEntry.encode(new Stored<>(5L, 3, OptionalLong.empty()), CODEC);
    for (int length = 0; length < entry.length; length++) {
      byte[] part = Arrays.copyOf(entry, length);
      assertThatThrownBy(() -> CacheEntry.decode(part, CODEC))
          .isInstanceOf(CorruptValueException.class);
    }
  }

  @Test
  void entriesOfTheFirstFormatStayReadable() {
    byte[] entry =
        HexFormat.of().parseHex("01000000000000000300000000ee6b2800b42806be01fffffffffffffffb");
    assertThat(CacheEntry.decode(entry, CODEC))
        .isEqualTo(new Stored<>(-5L, 3, OptionalLong.of(4_000_000_000L)));
  }
}
