package io.murmur.flink.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class VarLongTest {

  @Property
  void everyNumberIsReadAsItWasWritten(@ForAll long number) throws IOException {
    byte[] bytes = write(number);
    assertThat(bytes).hasSizeLessThanOrEqualTo(10);
    assertThat(VarLong.read(new DataInputDeserializer(bytes))).isEqualTo(number);
  }

  @Test
  void numbersNearZeroTakeOneByte() throws IOException {
    assertThat(write(0)).containsExactly(0);
    assertThat(write(-1)).containsExactly(1);
    assertThat(write(63)).containsExactly(126);
    assertThat(write(-64)).containsExactly(127);
    assertThat(write(64)).containsExactly(0x80, 1);
    assertThat(write(Long.MIN_VALUE)).hasSize(10);
  }

  @Test
  void bytesThatNeverEndAreAnError() {
    byte[] endless = new byte[11];
    Arrays.fill(endless, (byte) 0x80);
    assertThatThrownBy(() -> VarLong.read(new DataInputDeserializer(endless)))
        .isInstanceOf(IOException.class)
        .hasMessage("not a variable-length number: more than ten bytes");
  }

  @Test
  void aNegativeNumberOfThingsIsAnError() throws IOException {
    byte[] bytes = write(-3);
    assertThatThrownBy(() -> VarLong.readCount(new DataInputDeserializer(bytes)))
        .isInstanceOf(IOException.class)
        .hasMessage("not a number of things: -3");
  }

  private static byte[] write(long number) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(10);
    VarLong.write(number, out);
    return out.getCopyOfBuffer();
  }
}
