package io.murmur.testing;

import java.util.Random;
import java.util.function.Consumer;

/** A rule at work in a {@link FaultProxy}; closing it ends it. */
public final class InjectedFault implements AutoCloseable {

  private final FaultRule rule;
  private final Random random;
  private final Runnable onClose;
  private long seen;
  private long strikes;

  InjectedFault(FaultRule rule, Random random, Consumer<InjectedFault> remover) {
    this.rule = rule;
    this.random = random;
    this.onClose = () -> remover.accept(this);
  }

  /** How many requests were struck: a test that meant to have faults checks that it had some. */
  public synchronized long strikes() {
    return strikes;
  }

  /** Ends the rule for requests to come; what is held or delayed stays so. */
  @Override
  public void close() {
    onClose.run();
  }

  Fault fault() {
    return rule.fault();
  }

  synchronized boolean strikes(ProxiedRequest request) {
    if (!rule.matches().test(request)) {
      return false;
    }
    seen++;
    boolean struck = isDue();
    if (struck) {
      strikes++;
    }
    return struck;
  }

  private boolean isDue() {
    if (rule.frequency() instanceof FaultRule.ByChance chance) {
      return random.nextDouble() < chance.probability();
    }
    if (rule.frequency() instanceof FaultRule.OnlyNth nth) {
      return seen == nth.ordinal();
    }
    return true;
  }
}
