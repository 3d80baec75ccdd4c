package io.murmur.jobs.progress;

import java.io.PrintStream;

/** A line each time. */
final class LinesView implements View {

  private final PrintStream out;

  LinesView(PrintStream out) {
    this.out = out;
  }

  @Override
  public void show(Progress progress) {
    out.println(ProgressText.line(progress));
    out.flush();
  }

  @Override
  public void close() {}
}
