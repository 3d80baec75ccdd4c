package io.murmur.flink.deadletter;

import io.murmur.flink.extract.DeadLetter;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import org.apache.flink.api.common.serialization.Encoder;

/** Writes dead letters of a run, one on each line. */
final class LetterEncoder implements Encoder<DeadLetter> {

  private static final long serialVersionUID = 1L;

  private final String runId;

  LetterEncoder(String runId) {
    this.runId = runId;
  }

  @Override
  public void encode(DeadLetter letter, OutputStream stream) throws IOException {
    stream.write(LetterFormat.write(new FiledLetter(runId, letter, Instant.now())));
    stream.write('\n');
  }
}
