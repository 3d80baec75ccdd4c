package io.murmur.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RespFrameTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+OK\r\n",
        "-ERR no\r\n",
        ":-12\r\n",
        "$3\r\na\nb\r\n",
        "$0\r\n\r\n",
        "$-1\r\n",
        "*-1\r\n",
        "*0\r\n",
        "*2\r\n$3\r\nGET\r\n$1\r\nk\r\n",
        "*2\r\n*1\r\n:1\r\n$-1\r\n",
        "%1\r\n+k\r\n*1\r\n_\r\n",
        "~2\r\n#t\r\n,1.5\r\n",
        "=7\r\ntxt:abc\r\n",
        ">2\r\n+message\r\n+x\r\n",
        "|1\r\n+ttl\r\n:3600\r\n+OK\r\n",
        "PING\r\n"
      })
  void aFrameEndsWhereItDoesAndNoPrefixOfItIsWhole(String frame) {
    byte[] bytes = (frame + "+NEXT\r\n").getBytes(UTF_8);
    int length = frame.getBytes(UTF_8).length;
    assertThat(RespFrame.end(Unpooled.wrappedBuffer(bytes), 0)).isEqualTo(length);
    for (int i = 0; i < length; i++) {
      assertThat(RespFrame.end(Unpooled.wrappedBuffer(bytes, 0, i), 0)).isNegative();
    }
  }
}
