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
 * of the source is not known, it only shows that there is life. What it counts, records or bytes,
 * the first snapshot says.
 */
final class BarView implements View {

  private static final long UNKNOWN = -1;
  private static final long MEGABYTE = 1_000_000;

  private final ProgressBarConsumer consumer;
  private Optional<ProgressBar> open = Optional.empty();
  private boolean byRows;

  BarView(PrintStream terminal) {
    this(new ConsoleProgressBarConsumer(terminal));
  }

  BarView(ProgressBarConsumer consumer) {
    this.consumer = consumer;
  }

  @Override
  public void show(Progress progress) {
    Snapshot now = progress.now();
    ProgressBar bar = open.orElseGet(() -> open(now));
    OptionalLong total = now.total();
    long done = byRows ? now.events() : now.bytes();
    bar.maxHint(total.isPresent() ? Math.max(total.getAsLong(), done) : UNKNOWN);
    bar.stepTo(done);
    bar.setExtraMessage(ProgressText.counts(progress));
    bar.refresh();
  }

  private ProgressBar open(Snapshot now) {
    byRows = now.byRows() || (now.total().isEmpty() && now.bytes() == 0);
    ProgressBarBuilder builder =
        new ProgressBarBuilder()
            .setTaskName("about")
            .setInitialMax(UNKNOWN)
            .setStyle(ProgressBarStyle.ASCII)
            // Its own estimate takes what an earlier submission read for read just now.
            .setEtaFunction(state -> Optional.empty())
            .hideEta()
            .setConsumer(consumer)
            .clearDisplayOnFinish();
    ProgressBar bar =
        (byRows ? builder.setUnit(" records", 1) : builder.setUnit(" MB", MEGABYTE)).build();
    open = Optional.of(bar);
    return bar;
  }

  @Override
  public void close() {
    open.ifPresent(ProgressBar::close);
  }
}
