package io.murmur.testing;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** The rules of one proxy, asked in the order of their injection. */
final class FaultRules {

  private final List<InjectedFault> rules = new CopyOnWriteArrayList<>();
  private final AtomicLong seeds;

  FaultRules(long seed) {
    this.seeds = new AtomicLong(seed);
  }

  InjectedFault add(FaultRule rule) {
    // Each rule draws from a sequence of its own, so that adding one does not change the others.
    var injected = new InjectedFault(rule, new Random(seeds.getAndIncrement()), rules::remove);
    rules.add(injected);
    return injected;
  }

  void clear() {
    rules.clear();
  }

  /** What happens to a request; the rules after the one that strikes do not see it. */
  Optional<Fault> strike(ProxiedRequest request) {
    for (InjectedFault rule : rules) {
      if (rule.strikes(request)) {
        return Optional.of(rule.fault());
      }
    }
    return Optional.empty();
  }
}
