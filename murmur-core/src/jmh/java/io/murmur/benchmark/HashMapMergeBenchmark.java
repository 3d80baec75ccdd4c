package io.murmur.benchmark;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The yardstick: what anyone would write to count by key, {@code map.merge(key, 1L, Long::sum)},
 * over 8,192 keys. It boxes each sum.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HashMapMergeBenchmark {

  private static final int KEYS = 1 << 13;

  private final String[] keys = new String[KEYS];
  private final Map<String, Long> counts = new HashMap<>();
  private int next;

  /** Fills the map, so that every merge meets a key that is there. */
  @Setup
  public void fill() {
    for (int i = 0; i < KEYS; i++) {
      keys[i] = "entity-" + i;
      counts.put(keys[i], 1000L);
    }
  }

  /** Counts one event of a known key. */
  @Benchmark
  public Long hashMapMerge() {
    next = (next + 1) & (KEYS - 1);
    return counts.merge(keys[next], 1L, Long::sum);
  }
}
