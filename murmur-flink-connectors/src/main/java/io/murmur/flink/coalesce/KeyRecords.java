package io.murmur.flink.coalesce;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Keys with two numbers each, in an open hash table with linear probing. Every key has a number,
 * from 0 on without gaps.
 *
 * <p>There are no objects: a key lies in one array together with its numbers, so that finding it
 * costs two or three cache lines where a {@link java.util.HashMap} of strings costs five, one after
 * the other; with more keys than a cache holds, that is what counts. And the garbage collector has
 * nothing to do with any of them.
 *
 * <p>Records lie in the order in which their keys came, and frequent keys come early, so what is
 * used often lies together.
 *
 * <p>Not safe for concurrent use.
 */
final class KeyRecords {

  /** How many keys can be sought at once. */
  static final int SOUGHT_AT_ONCE = 64;

  private static final int SMALLEST = 1 << 10;
  private static final long EMPTY = 0;

  // A record: its words, then the key's characters.
  private static final int ID = 0;
  private static final int BUCKET = 1;
  private static final int FIRST = 2;
  private static final int SECOND = 3;
  private static final int TEXT = 4;

  /** Of each slot the hash of its key in the upper half, the key's number + 1 in the lower. */
  private long[] slots = new long[2 * SMALLEST];

  /** Where the record of each number begins. */
  private int[] places = new int[SMALLEST];

  private long[] words = new long[8 * SMALLEST];

  /** Where the next record begins. */
  private int end;

  /** How many words before it belong to keys that are gone. */
  private int dead;

  private int size;

  // What is sought: up to so many keys at once. Of each its id, its bucket, and where its text is.
  private final long[] ids = new long[SOUGHT_AT_ONCE];
  private final long[] buckets = new long[SOUGHT_AT_ONCE];
  private final int[] texts = new int[SOUGHT_AT_ONCE + 1];
  private long[] text = new long[8 * SOUGHT_AT_ONCE];

  /** Which of them was looked for last. */
  private int sought;

  private final int[] touched = new int[SOUGHT_AT_ONCE];

  @SuppressWarnings("UnusedVariable") // If nobody kept what was read, nothing would be read.
  private long touchedWords;

  /** How many keys there are. */
  int size() {
    return size;
  }

  /** The number of a key, or -1; that key can then be added. */
  int find(String entity, long timeBucket) {
    pack(0, entity, timeBucket);
    return find(0);
  }

  /**
   * Makes ready to find some keys, and brings what finding them reads into the processor's cache,
   * all at once: the steps to one key wait for each other, those to different keys do not.
   *
   * @param count how many of the keys, at most {@link #SOUGHT_AT_ONCE}
   */
  void seek(String[] entities, long[] timeBuckets, int count) {
    for (int i = 0; i < count; i++) {
      pack(i, entities[i], timeBuckets[i]);
    }
    int mask = slots.length - 1;
    for (int i = 0; i < count; i++) {
      // Most keys are in their first slot; for the others, find has to wait.
      touched[i] = (int) slots[hash(ids[i]) & mask];
    }
    for (int i = 0; i < count; i++) {
      touched[i] = touched[i] == EMPTY ? 0 : places[touched[i] - 1];
    }
    long all = 0;
    for (int i = 0; i < count; i++) {
      // Short records lie in two cache lines at most.
      all ^= words[touched[i]] ^ words[Math.min(touched[i] + TEXT + 1, words.length - 1)];
    }
    touchedWords = all;
  }

  /** The number of one of the keys that were made ready, or -1; that key can then be added. */
  int find(int index) {
    sought = index;
    int hash = hash(ids[index]);
    int mask = slots.length - 1;
    for (int at = hash & mask; slots[at] != EMPTY; at = (at + 1) & mask) {
      long slot = slots[at];
      if ((int) (slot >>> 32) == hash && isSought(places[(int) slot - 1])) {
        return (int) slot - 1;
      }
    }
    return -1;
  }

  /** Adds the key that was not found; both of its numbers are 0. */
  int add() {
    if (size == places.length) {
      places = Arrays.copyOf(places, 2 * size);
      index(4 * size);
    }
    int length = soughtWords();
    makeRoom(length);
    long id = ids[sought];
    words[end + ID] = id;
    words[end + BUCKET] = buckets[sought];
    words[end + FIRST] = 0;
    words[end + SECOND] = 0;
    System.arraycopy(text, texts[sought], words, end + TEXT, length - TEXT);
    places[size] = end;
    end += length;
    slots[freeSlot(hash(id))] = slot(hash(id), size);
    return size++;
  }

  /** Takes a key out; the last one takes its number. */
  void remove(int number) {
    dead += length(number);
    empty(slotOf(number));
    size--;
    if (number < size) {
      slots[slotOf(size)] = slot(hash(words[places[size]]), number);
      places[number] = places[size];
    }
  }

  /** The first number of a key. */
  long first(int number) {
    return words[places[number] + FIRST];
  }

  /** Sets the first number of a key. */
  void first(int number, long value) {
    words[places[number] + FIRST] = value;
  }

  /** The second number of a key. */
  long second(int number) {
    return words[places[number] + SECOND];
  }

  /** Sets the second number of a key. */
  void second(int number, long value) {
    words[places[number] + SECOND] = value;
  }

  /** A key's bucket. */
  long bucket(int number) {
    return words[places[number] + BUCKET];
  }

  /** A key's entity, in a new string. */
  String entity(int number) {
    int from = places[number] + TEXT;
    long about = words[places[number]];
    if (isWide(about)) {
      // Not by a charset: none keeps half of a surrogate pair.
      char[] chars = new char[bytes(about) / 2];
      for (int i = 0; i < chars.length; i++) {
        chars[i] = (char) (words[from + (i >> 2)] >>> ((i & 3) << 4));
      }
      return new String(chars);
    }
    byte[] bytes = new byte[bytes(about)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (words[from + (i >> 3)] >>> ((i & 7) << 3));
    }
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** How many bytes the record of a key takes. */
  int recordBytes(int number) {
    return length(number) * Long.BYTES;
  }

  /** How many bytes the record of the key takes that was not found. */
  int soughtBytes() {
    return soughtWords() * Long.BYTES;
  }

  /** How many bytes all arrays take. */
  long capacityBytes() {
    return (long) Long.BYTES * (slots.length + words.length) + (long) Integer.BYTES * places.length;
  }

  private int length(int number) {
    return TEXT + wordsFor(bytes(words[places[number]]));
  }

  private int soughtWords() {
    return TEXT + texts[sought + 1] - texts[sought];
  }

  /**
   * Packs a key that is sought: a byte for each character, or two if one does not fit. Those before
   * it were packed before it.
   */
  private void pack(int index, String entity, long timeBucket) {
    int length = entity.length();
    int from = texts[index];
    int until = from + wordsFor(length);
    makeTextRoom(until);
    long hash = timeBucket + length;
    int all = 0;
    for (int word = from, i = 0; word < until; word++) {
      long packed = 0;
      for (int shift = 0; shift < Long.SIZE && i < length; shift += Byte.SIZE) {
        char c = entity.charAt(i++);
        all |= c;
        packed |= (c & 0xFFL) << shift;
      }
      text[word] = packed;
      hash = mix(hash, packed);
    }
    boolean wide = all > 0xFF;
    if (wide) {
      until = packWide(from, entity);
    }
    ids[index] = (long) fold(hash) << 32 | (long) length << 1 | (wide ? 1 : 0);
    buckets[index] = timeBucket;
    texts[index + 1] = until;
  }

  private int packWide(int from, String entity) {
    int length = entity.length();
    int until = from + wordsFor(2 * length);
    makeTextRoom(until);
    Arrays.fill(text, from, until, 0);
    for (int i = 0; i < length; i++) {
      text[from + (i >> 2)] |= (long) entity.charAt(i) << ((i & 3) << 4);
    }
    return until;
  }

  private void makeTextRoom(int needed) {
    if (needed > text.length) {
      text = Arrays.copyOf(text, Math.max(2 * text.length, needed));
    }
  }

  private boolean isSought(int place) {
    if (words[place + ID] != ids[sought] || words[place + BUCKET] != buckets[sought]) {
      return false;
    }
    int from = texts[sought];
    int length = texts[sought + 1] - from;
    for (int i = 0; i < length; i++) {
      if (words[place + TEXT + i] != text[from + i]) {
        return false;
      }
    }
    return true;
  }

  /** Room for a record at the end: what is dead goes if it is half, or else there is more. */
  private void makeRoom(int needed) {
    if (end + needed <= words.length) {
      return;
    }
    int length = words.length;
    while (end - dead + needed > length / 2) {
      length = Math.multiplyExact(2, length);
    }
    long[] live = new long[length];
    int to = 0;
    for (int number = 0; number < size; number++) {
      int recordLength = length(number);
      System.arraycopy(words, places[number], live, to, recordLength);
      places[number] = to;
      to += recordLength;
    }
    words = live;
    end = to;
    dead = 0;
  }

  private int slotOf(int number) {
    int hash = hash(words[places[number]]);
    int mask = slots.length - 1;
    int at = hash & mask;
    while (slots[at] != slot(hash, number)) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private int freeSlot(int hash) {
    int mask = slots.length - 1;
    int at = hash & mask;
    while (slots[at] != EMPTY) {
      at = (at + 1) & mask;
    }
    return at;
  }

  /**
   * Empties a slot and closes the gap, so that no key is cut off from its home (D. Knuth, TAOCP 3,
   * 6.4, algorithm R).
   */
  private void empty(int slot) {
    int mask = slots.length - 1;
    int gap = slot;
    for (int next = (gap + 1) & mask; slots[next] != EMPTY; next = (next + 1) & mask) {
      int fromHome = (next - (int) (slots[next] >>> 32)) & mask;
      if (fromHome >= ((next - gap) & mask)) {
        slots[gap] = slots[next];
        gap = next;
      }
    }
    slots[gap] = EMPTY;
  }

  private void index(int length) {
    slots = new long[length];
    for (int i = 0; i < size; i++) {
      int hash = hash(words[places[i]]);
      slots[freeSlot(hash)] = slot(hash, i);
    }
  }

  /** A step of Fibonacci hashing (D. Knuth, TAOCP 3, 6.4), with the high bits brought down. */
  private static long mix(long hash, long word) {
    long mixed = (hash ^ word) * 0x9E3779B97F4A7C15L;
    return mixed ^ (mixed >>> 32);
  }

  private static int fold(long hash) {
    long mixed = hash * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32);
  }

  private static int hash(long about) {
    return (int) (about >>> 32);
  }

  private static boolean isWide(long about) {
    return (about & 1) != 0;
  }

  private static int bytes(long about) {
    int length = (int) about >>> 1;
    return isWide(about) ? 2 * length : length;
  }

  private static int wordsFor(int bytes) {
    return (bytes + Long.BYTES - 1) >>> 3;
  }

  private static long slot(int hash, int number) {
    return (long) hash << 32 | (number + 1);
  }
}
