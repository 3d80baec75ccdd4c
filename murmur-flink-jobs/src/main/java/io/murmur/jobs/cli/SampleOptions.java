package io.murmur.jobs.cli;

import io.murmur.definition.Definitions;
import io.murmur.flink.definition.DefinitionFiles;
import io.murmur.flink.definition.Sample;
import io.murmur.flink.definition.SampleFailedException;
import io.murmur.flink.definition.Validation;
import io.murmur.flink.source.SourceExtent;
import io.murmur.flink.source.SourceSize;
import io.murmur.jobs.DefinitionFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A definition, and how much of its source it is tried on. */
final class SampleOptions {

  @Parameters(paramLabel = "FILE", description = "The definition.")
  private Path file;

  @Option(
      names = "--sample",
      paramLabel = "N",
      description = "How many records are tried, 0 for none; default: ${DEFAULT-VALUE}.")
  private int sample = 1_000;

  /** The definition. */
  Definitions definition() {
    return DefinitionFile.read(file);
  }

  /** What the definition's file is called. */
  String file() {
    return file.toString();
  }

  /** Whether it is to be tried on records. */
  boolean wanted() {
    if (sample < 0) {
      throw new IllegalArgumentException("--sample must be 0 or more, was " + sample);
    }
    return sample > 0;
  }

  /** What the definition makes of the first records. */
  Validation tried(Definitions job) throws SampleFailedException {
    return Validation.of(job, Sample.of(job, sample));
  }

  /** About how much there is in all. */
  SourceExtent extent(Definitions job) {
    Optional<SourceSize> size = DefinitionFiles.source(job).size();
    try {
      return size.isPresent() ? size.get().extent() : SourceExtent.unknown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return SourceExtent.unknown();
    } catch (IOException | RuntimeException e) {
      // The plan is as good without it.
      return SourceExtent.unknown();
    }
  }
}
