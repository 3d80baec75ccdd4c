package io.murmur.state;

/** Which writes a read must see. */
public enum Consistency {
  /** May miss the latest writes; half the price on DynamoDB. */
  EVENTUAL,
  /** Sees every write that was acknowledged before the read began. */
  STRONG
}
