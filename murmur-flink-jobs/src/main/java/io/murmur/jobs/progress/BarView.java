package io.murmur.jobs.progress;

import java.io.PrintStream;
import java.util.Optional;
import java.util.OptionalLong;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * A bar on a terminal, which goes when the job is done: the report takes its place. Where the size
 * of the source is not known, it only shows that there is life.
 */
final class BarView implements View {

  private static final long UNKNOWN = -1;
  private static final long MEGABYTE = 1_000_000;

  private final ProgressBar bar;

  BarView(PrintStream terminal) {
    this(new ConsoleProgressBarConsumer(terminal));
  }

  BarView(ProgressBarConsumer consumer) {
    bar =
        new ProgressBarBuilder()
            .setTaskName("about")
            .setInitialMax(UNKNOWN)
            .setUnit(" MB", MEGABYTE)
            .setStyle(ProgressBarStyle.ASCII)
            // Its own estimate takes what an earlier submission read for read just now.
            .setEtaFunction(state -> Optional.empty())
            .hideEta()
            .setConsumer(consumer)
            .clearDisplayOnFinish()
            .build();
  }

  @Override
  public void show(Progress progress) {
    OptionalLong total = progress.now().bytesTotal();
    long bytes = progress.now().bytes();
    bar.maxHint(total.isPresent() ? Math.max(total.getAsLong(), bytes) : UNKNOWN);
    bar.stepTo(bytes);
    bar.setExtraMessage(ProgressText.counts(progress));
    bar.refresh();
  }

  @Override
  public void close() {
    bar.close();
  }
}
