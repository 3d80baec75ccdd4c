package io.murmur.processor;

/** What became of an event that did not fail. */
public enum Outcome {
  /** It was merged into at least one of its keys now, and is in all of them. */
  MERGED,
  /** It had been merged into all of its keys before; nothing was changed. Only under claims. */
  DUPLICATE,
  /** The pipeline does not count it, or it has no keys. */
  FILTERED
}
