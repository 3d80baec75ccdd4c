package io.murmur.testing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;

/** Sends an object through Java serialization, as Flink does with what it ships to its tasks. */
public final class Serialized {

  private Serialized() {}

  /** What arrives of an object that is sent. */
  @SuppressWarnings("unchecked")
  public static <T extends Serializable> T copy(T original) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(original);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (T) in.readObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("sent a class that is not there", e);
    }
  }
}
