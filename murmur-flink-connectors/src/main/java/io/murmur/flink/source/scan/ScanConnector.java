package io.murmur.flink.source.scan;

import java.io.Serializable;

/**
 * One kind of database, to a {@link ScanSource}: what ranges there are, and what comes after a key.
 * It travels inside the job graph, so it holds no connection and no credentials.
 *
 * <p>Whatever can never succeed (wrong credentials, no such table, a changed schema) is thrown as a
 * {@link ScanException}, which ends the job; anything else fails the task, and the job goes on from
 * its last checkpoint.
 */
public interface ScanConnector extends Serializable {

  /**
   * What is scanned, for example {@code dynamodb:orders}: the first part of every event's id, so it
   * is the same for the same table whenever and wherever it is scanned.
   */
  String origin();

  /** Whether its pages say what they cost, in the database's read units. */
  default boolean hasReadUnits() {
    return false;
  }

  /** Opens the planner, on the job manager, away from its main thread. */
  ScanPlanner openPlanner() throws Exception;

  /** Opens a reader, in the thread of a task that reads. */
  ScanReader openReader() throws Exception;
}
