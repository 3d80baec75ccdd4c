package io.murmur.flink.source.scan;

import io.murmur.control.HandoffToken;
import io.murmur.flink.source.SourceRecord;
import java.util.List;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceSplit;

/**
 * A bounded source of something that goes on growing. Its handoff token says where it is cut: what
 * is read, and where a live feed takes over. The token is asked for once in the life of a run and
 * kept with it, so that all starts of the run read the same.
 *
 * @param <S> its splits
 * @param <E> the state of its enumerator
 */
public interface CutSource<S extends SourceSplit, E> extends Source<SourceRecord, S, E> {

  /** Asks where it is cut now. */
  TokenSource token();

  /**
   * The source that reads what tokens of it say.
   *
   * @param tokens those of the runs that share the read, at least one
   * @throws ScanException if one is not of this source, or they do not say the same
   */
  CutSource<S, E> reading(List<HandoffToken> tokens);
}
