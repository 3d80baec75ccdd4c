package io.murmur.processor;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;

/**
 * What a processor takes from the machine it runs on, so that tests can give it another.
 *
 * @param scheduler waits before retries
 * @param jitter draws from zero to a bound, both included
 * @param nanoClock a clock that only goes forward, in nanoseconds
 */
record Surroundings(
    ScheduledExecutorService scheduler, LongUnaryOperator jitter, LongSupplier nanoClock) {

  static Surroundings real() {
    return new Surroundings(
        SharedScheduler.instance(),
        bound -> ThreadLocalRandom.current().nextLong(bound + 1),
        System::nanoTime);
  }

  Surroundings withScheduler(ScheduledExecutorService other) {
    return new Surroundings(other, jitter, nanoClock);
  }
}
