package io.murmur.flink.benchmark;

/** What is measured. */
enum Variant {
  PLAIN_LOOP("a", "plain Java loop: lines, parse, HashMap", 1),
  FLINK_TEXT("b", "Flink's text source, parse, discard", 2),
  JOB_STREAMING("c", "the whole job, streaming", 2),
  JOB_BATCH("c", "the whole job, batch", 2),
  WRITES_STREAMING("d", "its writes, a checkpoint every second", 2),
  WRITES_BATCH("d", "its writes, batch", 2),
  WRITE_PER_EVENT("e", "Flink's text source, parse, a write per event", 2),
  ONE_FILE_ALONE("f", "the whole job, one file", 1),
  ONE_FILE_TOGETHER("f", "the whole job, one file", 2),
  QUICK_COMMITS("g", "the whole job, commits at once", 2),
  SLOW_COMMITS("g", "the whole job, commits of 2 s", 2);

  /** The letter under which it is known. */
  final String letter;

  final String text;
  final int parallelism;

  Variant(String letter, String text, int parallelism) {
    this.letter = letter;
    this.text = text;
    this.parallelism = parallelism;
  }
}
