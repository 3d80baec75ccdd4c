package io.murmur.processor;

import io.murmur.monoid.Codec;
import io.murmur.monoid.Monoid;
import io.murmur.monoid.Structure;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/** Strings one after another: the order matters. */
final class Concatenation implements Monoid<String> {

  private static final long serialVersionUID = 1L;

  @Override
  public String identity() {
    return "";
  }

  @Override
  public String combine(String left, String right) {
    return left + right;
  }

  @Override
  public boolean commutative() {
    return false;
  }

  @Override
  public Structure structure() {
    return new Structure.Opaque("concatenation", new TreeMap<>());
  }

  @Override
  public Codec<String> codec() {
    return new Utf8();
  }

  private static final class Utf8 implements Codec<String> {
    private static final long serialVersionUID = 1L;

    @Override
    public byte[] encode(String value) {
      return value.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String decode(byte[] bytes) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
