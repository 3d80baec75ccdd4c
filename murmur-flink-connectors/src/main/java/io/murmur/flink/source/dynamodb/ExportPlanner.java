package io.murmur.flink.source.dynamodb;

import io.murmur.flink.source.scan.ScanPlanner;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Each file is a range; their list is read as far as it is asked for. */
final class ExportPlanner implements ScanPlanner {

  private final ExportManifest manifest;
  private Optional<BufferedReader> files = Optional.empty();
  private long line;

  ExportPlanner(ExportManifest manifest) {
    this.manifest = manifest;
  }

  @Override
  public Plan plan(Optional<String> after, int most) throws IOException {
    long from = after.map(Long::parseLong).orElse(0L);
    if (from == 0) {
      manifest.requireComplete();
    }
    BufferedReader list = at(from);
    List<String> ranges = new ArrayList<>();
    while (ranges.size() < most) {
      String next = list.readLine();
      line++;
      if (next == null) {
        return Plan.all(ranges);
      }
      if (!next.isBlank()) {
        ranges.add(manifest.file(next).range());
      }
    }
    return new Plan(ranges, Optional.of(Long.toString(line)));
  }

  private BufferedReader at(long from) throws IOException {
    if (files.isEmpty() || line != from) {
      close();
      BufferedReader list = manifest.openFiles();
      files = Optional.of(list);
      for (line = 0; line < from && list.readLine() != null; line++) {
        // The manifest of an export never changes.
      }
    }
    return files.get();
  }

  @Override
  public void close() throws IOException {
    if (files.isPresent()) {
      files.get().close();
      files = Optional.empty();
    }
  }
}
