package io.murmur.swap;

/** Where a table of an alias stands. The names are part of the format: add, never rename. */
public enum TableState {
  /** Its name is taken; the table is being created. Asking for the shadow again goes on. */
  CREATING,
  /** It is there and may be filled, read and promoted. */
  READY,
  /** It is being deleted; retiring again goes on. Nothing can be promoted to it any more. */
  RETIRING,
  /** It is deleted. Its name is never given again. */
  RETIRED
}
