package io.murmur.flink.benchmark;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/**
 * One run of a variant.
 *
 * @param events how many events it read
 * @param wallNanos from the call to its end
 * @param cpuNanos of all threads of its process, compiler and garbage collector included
 * @param requests merges that were sent to the store
 * @param leastRequests distinct keys of each epoch, added up; 0 where that was not counted
 * @param readNanos from the first event to the last; 0 where that was not watched
 * @param rateInCommits events per second while a commit ran; 0 if none did
 * @param rateOutside events per second while none ran
 * @param silenceNanos the longest time without an event between the first and the last
 */
record Measured(
    long events,
    long wallNanos,
    long cpuNanos,
    long requests,
    long leastRequests,
    long readNanos,
    double rateInCommits,
    double rateOutside,
    long silenceNanos) {

  private static final JsonMapper JSON = new JsonMapper();

  static Measured ofText(String json) throws IOException {
    return JSON.readValue(json, Measured.class);
  }

  String toText() throws IOException {
    return JSON.writeValueAsString(this);
  }

  double eventsPerSecond() {
    return 1e9 * events / wallNanos;
  }

  double cpuNanosPerEvent() {
    return (double) cpuNanos / events;
  }
}
