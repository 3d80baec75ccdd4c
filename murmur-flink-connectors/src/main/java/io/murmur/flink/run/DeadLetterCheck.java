package io.murmur.flink.run;

import io.murmur.control.DeadLetterLimit;
import io.murmur.control.ProgressCheck;
import io.murmur.control.RunProgress;
import java.io.Serializable;
import java.util.Optional;

/**
 * Fails a run that has more dead letters than it may have. In batch mode, where merges may come
 * before the counts, that is judged once all is counted.
 *
 * @param limit how many it may have
 * @param batch whether the run is in batch mode
 * @param whereabouts where its dead letters are, as a sentence without its full stop
 */
public record DeadLetterCheck(DeadLetterLimit limit, boolean batch, String whereabouts)
    implements ProgressCheck, Serializable {

  @Override
  public Optional<String> failure(RunProgress progress) {
    boolean early = batch && progress.endedAfter().isEmpty();
    return !early && limit.passedBy(progress) ? Optional.of(message(progress)) : Optional.empty();
  }

  private String message(RunProgress progress) {
    return "its dead letters, of %,d records that were read so far, are %,d records and %,d merges, more than the limit of %s. %s. To go on all the same, start the run again with a higher limit; dead letters that are kept can be sent again, after what is wrong with them is mended, once the run has completed"
        .formatted(
            progress.read(), progress.deadRecords(), progress.deadMerges(), limit, whereabouts);
  }
}
