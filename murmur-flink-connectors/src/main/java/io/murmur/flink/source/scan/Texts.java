package io.murmur.flink.source.scan;

import io.murmur.flink.types.VarLong;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Texts in states, of any length. */
final class Texts {

  private Texts() {}

  static void write(String text, DataOutputView out) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    VarLong.write(bytes.length, out);
    out.write(bytes);
  }

  static String read(DataInputView in) throws IOException {
    byte[] bytes = new byte[VarLong.readCount(in)];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  static void writeOptional(Optional<String> text, DataOutputView out) throws IOException {
    out.writeBoolean(text.isPresent());
    if (text.isPresent()) {
      write(text.get(), out);
    }
  }

  static Optional<String> readOptional(DataInputView in) throws IOException {
    return in.readBoolean() ? Optional.of(read(in)) : Optional.empty();
  }
}
