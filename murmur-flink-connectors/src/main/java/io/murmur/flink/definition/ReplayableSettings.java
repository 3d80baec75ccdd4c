package io.murmur.flink.definition;

import io.murmur.flink.extract.EventTimes;

/** A source that need not read all that it has to give the events of a range of times. */
public interface ReplayableSettings extends FlinkSourceSettings {

  /**
   * The same source, of which only what can have events of these times is read. It may give others,
   * too: whoever reads it leaves them out.
   */
  ReplayableSettings over(EventTimes times);
}
