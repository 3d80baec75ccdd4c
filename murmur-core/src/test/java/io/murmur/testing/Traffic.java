package io.murmur.testing;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/** What passed a {@link FaultProxy} since its start or since {@link #reset()}. */
public final class Traffic {

  private final Map<String, Counts> operations = new ConcurrentHashMap<>();

  Traffic() {}

  /**
   * How many requests the clients sent.
   *
   * @param operation as in {@link ProxiedRequest#operation()}
   */
  public long received(String operation) {
    return of(operation).received.sum();
  }

  /** How many requests of any operation the clients sent. */
  public long received() {
    return operations.values().stream().mapToLong(counts -> counts.received.sum()).sum();
  }

  /**
   * How many requests the server answered, whether or not the client got to see it.
   *
   * @param operation as in {@link ProxiedRequest#operation()}
   */
  public long answered(String operation) {
    return of(operation).answered.sum();
  }

  /**
   * The capacity units that DynamoDB says it consumed, for the requests that asked for them.
   *
   * @param operation as in {@link ProxiedRequest#operation()}
   */
  public double capacityUnits(String operation) {
    return of(operation).capacityUnits.sum();
  }

  /** Counts from zero again. */
  public void reset() {
    operations.clear();
  }

  void countRequest(ProxiedRequest request) {
    of(request.operation()).received.increment();
  }

  void countAnswer(ProxiedRequest request, double capacityUnits) {
    var counts = of(request.operation());
    counts.answered.increment();
    counts.capacityUnits.add(capacityUnits);
  }

  private Counts of(String operation) {
    return operations.computeIfAbsent(operation, name -> new Counts());
  }

  private static final class Counts {
    private final LongAdder received = new LongAdder();
    private final LongAdder answered = new LongAdder();
    private final DoubleAdder capacityUnits = new DoubleAdder();
  }
}
