package io.murmur.flink.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.monoid.Monoid;
import io.murmur.monoid.Monoids;
import io.murmur.monoid.Stamped;
import io.murmur.monoid.StructMonoid;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MonoidSerializerTest {

  private static final StructMonoid STRUCT =
      Monoids.struct()
          .field("views", Monoids.count())
          .field("revenue", Monoids.sumDecimal())
          .build();

  /** A monoid with one of its values. */
  record Sample<V>(Monoid<V> monoid, V value) {
    TypeSerializer<V> serializer() {
      return new MonoidSerializer<>(monoid);
    }

    @Override
    public String toString() {
      return monoid.structure().canonical() + " " + value;
    }
  }

  static Stream<Sample<?>> samples() {
    return Stream.of(
        new Sample<>(Monoids.count(), 5L),
        new Sample<>(Monoids.sumLong(), Long.MIN_VALUE),
        new Sample<>(Monoids.sumDouble(), -2.5),
        new Sample<>(Monoids.sumDecimal(), new BigDecimal("12345678901234567890.123")),
        new Sample<>(Monoids.maxLong(), Optional.empty()),
        new Sample<>(Monoids.minString(), Optional.of("ä")),
        new Sample<>(Monoids.lastLong(), Optional.of(new Stamped<>(7L, "e", 9L))),
        new Sample<>(Monoids.stringSet(), Set.of("a", "b")),
        new Sample<>(Monoids.mapOf(Monoids.count()), Map.of("de", 3L)),
        new Sample<>(STRUCT, STRUCT.value(3L, new BigDecimal("9.9"))));
  }

  @ParameterizedTest
  @MethodSource("samples")
  <V> void aValueIsReadAsItWasWritten(Sample<V> sample) throws IOException {
    TypeSerializer<V> serializer = sample.serializer();
    byte[] bytes = Serialized.write(serializer, sample.value());
    assertThat(Serialized.read(serializer, bytes)).isEqualTo(sample.value());
  }

  @ParameterizedTest
  @MethodSource("samples")
  <V> void bytesAreCopiedWithoutTheObjects(Sample<V> sample) throws IOException {
    TypeSerializer<V> serializer = sample.serializer();
    byte[] bytes = Serialized.write(serializer, sample.value());
    DataOutputSerializer target = new DataOutputSerializer(16);
    serializer.copy(new DataInputDeserializer(bytes), target);
    assertThat(target.getCopyOfBuffer()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @MethodSource("samples")
  <V> void aStateIsReadByWhatItRemembersAlone(Sample<V> sample) throws IOException {
    TypeSerializer<V> writer = sample.serializer();
    TypeSerializer<V> reader = Serialized.restored(writer);
    assertThat(reader).isEqualTo(writer);
    assertThat(Serialized.read(reader, Serialized.write(writer, sample.value())))
        .isEqualTo(sample.value());
  }

  @ParameterizedTest
  @MethodSource("samples")
  <V> void theTypeInformationTravelsInTheGraph(Sample<V> sample) throws Exception {
    TypeInformation<V> info = MonoidSerializer.typeInfo(sample.monoid());
    assertThat(InstantiationUtil.clone(info)).isEqualTo(info);
    assertThat(info.createSerializer(new SerializerConfigImpl())).isEqualTo(sample.serializer());
    assertThat(info.isKeyType()).isFalse();
  }

  @Test
  void smallCountsTakeOneByte() throws IOException {
    assertThat(Serialized.write(new MonoidSerializer<>(Monoids.count()), 1L)).hasSize(1);
  }

  @Test
  void theSameStructureReadsOn() throws IOException {
    assertThat(compatibility(Monoids.hll(12), Monoids.hll(12)).isCompatibleAsIs()).isTrue();
  }

  @Test
  void anotherStructureOrParameterIsRefused() throws IOException {
    assertThat(compatibility(Monoids.hll(10), Monoids.hll(12)).isIncompatible()).isTrue();
    assertThat(compatibility(Monoids.count(), Monoids.sumLong()).isIncompatible()).isTrue();
  }

  @Test
  void aStateOfALaterVersionIsRefusedWithAWayOut() throws IOException {
    byte[] state = Serialized.snapshot(new MonoidSerializer<>(Monoids.count()));
    byte[] later = state.clone();
    int version = 2 + MonoidSerializerSnapshot.class.getName().length() + 3;
    assertThat(later[version]).isEqualTo((byte) 1);
    later[version] = 2;
    assertThatThrownBy(() -> Serialized.readSnapshot(later))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "the state holds aggregates in version 2 of their format, and this release reads 1 to"
                + " 1: restore with the release that wrote it, or a later one");
  }

  @Test
  void aStateWhoseCodecIsGoneNamesTheStructure() throws IOException {
    byte[] state = Serialized.snapshot(new MonoidSerializer<>(Monoids.stringSet()));
    byte[] broken = state.clone();
    broken[broken.length - 1] ^= 0x55;
    broken[indexOf(broken, (byte) 0xAC)] = 0;
    assertThatThrownBy(() -> Serialized.readSnapshot(broken))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("the codec of the state's values of set(string) cannot be loaded");
  }

  private static int indexOf(byte[] bytes, byte wanted) {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    throw new IllegalArgumentException("no such byte");
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static TypeSerializerSchemaCompatibility<?> compatibility(Monoid<?> old, Monoid<?> now)
      throws IOException {
    return new MonoidSerializer(now)
        .snapshotConfiguration()
        .resolveSchemaCompatibility(
            Serialized.readSnapshot(Serialized.snapshot(new MonoidSerializer(old))));
  }
}
