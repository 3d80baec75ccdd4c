package io.murmur.flink.redrive;

import io.murmur.flink.bootstrap.Bootstrap;
import io.murmur.flink.coalesce.KeyedDelta;
import io.murmur.flink.deadletter.LetterFiles;
import io.murmur.flink.source.SourceRecordTypeInfo;
import io.murmur.flink.source.file.FileSources;
import io.murmur.monoid.Monoid;
import io.murmur.pipeline.Pipeline;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The deltas of merges that failed, read from their files. */
record MergeLetterDeltas<V>(Pipeline<?, V> pipeline, List<String> files)
    implements Bootstrap.MoreDeltas<V> {

  @Override
  public DataStream<KeyedDelta<V>> from(StreamExecutionEnvironment environment, boolean claimed) {
    Monoid<V> monoid = pipeline.monoid();
    String[] paths = files.stream().map(LetterSource::literally).toArray(String[]::new);
    return environment
        .fromSource(
            FileSources.jsonLines(paths).includeHidden().build(),
            WatermarkStrategy.noWatermarks(),
            "read merges that failed",
            SourceRecordTypeInfo.INSTANCE)
        .uid("murmur failed merges " + pipeline.name())
        .map(line -> LetterFiles.merge(line).<V>delta(monoid, claimed))
        .returns(KeyedDelta.typeInfo(monoid))
        .name("failed merges")
        .uid("murmur failed deltas " + pipeline.name());
  }
}
