package io.murmur.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Counts the bytes that this thread allocates, which no other thread and no clock can change. */
class CoalescerAllocationTest {

  private static final int ADDS = 50_000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void anAddToAKnownKeyAllocatesNothing() {
    var untimed = CoalesceConfig.defaults().withFlushTick(Duration.ZERO);
    for (ProcessorConfig config : List.of(Bench.plain(), Bench.claiming())) {
      Coalescer<Long> coalescer =
          Processor.of(Sale.revenue(), new CountingStore())
              .withConfig(config.withCoalesce(untimed))
              .coalescer();
      // What comes first makes room, in both of the batches that take turns.
      addMany(coalescer);
      coalescer.flush().join();
      addMany(coalescer);
      coalescer.flush().join();
      coalescer.add("e", "a", 1L).join();
      coalescer.add("e", "b", 1L).join();
      long before = THREADS.getCurrentThreadAllocatedBytes();
      long empty = THREADS.getCurrentThreadAllocatedBytes() - before;
      before = THREADS.getCurrentThreadAllocatedBytes();
      addMany(coalescer);
      long allocated = THREADS.getCurrentThreadAllocatedBytes() - before - empty;
      assertThat(allocated).as(config.toString()).isLessThan(ADDS / 100);
    }
  }

  private static void addMany(Coalescer<Long> coalescer) {
    for (int n = 0; n < ADDS; n++) {
      if (!coalescer.add("e", (n & 1) == 0 ? "a" : "b", 1L).isDone()) {
        throw new IllegalStateException("nothing had to be written");
      }
    }
  }
}
