package io.murmur.flink.source.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;
import org.apache.flink.core.plugin.PluginManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the job manager holds and writes of a million files, in a file system that has no disk. */
class ManyFilesTest {

  private static final int FOLDERS = 1_000;
  private static final int FILES = 1_000;
  private static final int LONG_NAME = 100;

  @BeforeAll
  static void useIt() {
    FileSystem.initialize(new Configuration(), new OnlyPlugin());
  }

  @AfterAll
  static void useOthers() {
    FileSystem.initialize(new Configuration(), null);
  }

  @BeforeEach
  void count() {
    Endless.LISTINGS.set(0);
  }

  @Test
  void aMillionFilesCostEightBytesEachAndFewAreListedAtATime() throws IOException {
    HandingOut run = HandingOut.begin(options("endless://all"), 2, FileSplitEnumerator.AHEAD);
    run.work();
    long files = (long) FOLDERS * FILES;
    assertThat(run.checkpoint().length)
        .isGreaterThanOrEqualTo((int) (Long.BYTES * files))
        .isLessThan((int) (Long.BYTES * files) + FOLDERS * LONG_NAME);
    assertThat(Endless.LISTINGS).as("listings of folders").hasValue(1 + FOLDERS);

    long given = 0;
    int most = 0;
    String last = "";
    int checkpoint = Integer.MAX_VALUE;
    while (!run.ended(0)) {
      List<FileSourceSplit> group = run.next(0);
      for (FileSourceSplit part : group) {
        String name = part.path().toString();
        assertThat(name.compareTo(last)).isPositive();
        last = name;
      }
      given += group.size();
      most = Math.max(most, run.listedAhead());
      if (given % 100_000 < group.size()) {
        int smaller = run.checkpoint().length;
        assertThat(smaller).isLessThan(checkpoint);
        checkpoint = smaller;
      }
    }
    assertThat(given).isEqualTo(files);
    assertThat(most).isLessThanOrEqualTo(FileSplitEnumerator.AHEAD * 3 / 2);
    assertThat(run.checkpoint().length).isLessThan(2 * LONG_NAME);
    assertThat(Endless.LISTINGS.get()).isLessThanOrEqualTo(2 * (1 + FOLDERS));
  }

  @Test
  void aRunThatGoesOnListsOnlyTheFoldersThatAreLeft() throws IOException {
    HandingOut run = HandingOut.begin(options("endless://all"), 1, FileSplitEnumerator.AHEAD);
    long given = 0;
    while (given < (FOLDERS - 10) * FILES) {
      given += run.next(0).size();
    }
    byte[] checkpoint = run.checkpoint();
    Endless.LISTINGS.set(0);
    HandingOut restored =
        HandingOut.restored(options("endless://all"), 1, FileSplitEnumerator.AHEAD, checkpoint);
    assertThat(given + restored.rest(0).size()).isEqualTo((long) FOLDERS * FILES);
    assertThat(Endless.LISTINGS.get()).isLessThanOrEqualTo(1 + 10);
  }

  @Test
  void foldersOfOneFileEachCostNoMore() throws IOException {
    PlanBuilder plan = new PlanBuilder();
    int files = 100_000;
    for (int i = 0; i < files; i++) {
      String name = "endless://all/folder-%06d/file".formatted(i);
      plan.add(new FoundFile(name, new Path(name), 1, 1_000));
    }
    byte[] state =
        new FileListStateSerializer()
            .serialize(new FileListState(true, plan.build(), "", 0, 0, List.of()));
    assertThat(state.length).isLessThan(files * (Long.BYTES + LONG_NAME / PlanBuilder.LEAST));
  }

  @Test
  void theSizeOfAllIsAddedUpOnTheWay() throws IOException {
    assertThat(FileListing.bytes(options("endless://all"))).isEqualTo((long) FOLDERS * FILES);
    assertThat(Endless.LISTINGS).hasValue(1 + FOLDERS);
  }

  private static ListOptions options(String path) {
    return new ListOptions(
        PathPattern.parse(path + "/**"), List.of(), false, false, 1 << 20, 1 << 20);
  }

  /** Brings the file system. */
  private static final class OnlyPlugin implements PluginManager {

    @Override
    public <P> Iterator<P> load(Class<P> service) {
      return service == FileSystemFactory.class
          ? List.of(service.cast(new EndlessFactory())).iterator()
          : List.<P>of().iterator();
    }
  }

  private static final class EndlessFactory implements FileSystemFactory {

    @Override
    public String getScheme() {
      return "endless";
    }

    @Override
    public FileSystem create(URI uri) {
      return new Endless();
    }
  }

  /** A folder of folders of files of one byte, which come into being as they are listed. */
  private static final class Endless extends LocalFileSystem {

    static final AtomicInteger LISTINGS = new AtomicInteger();

    @Override
    public URI getUri() {
      return URI.create("endless://all/");
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
      if (!path.getPath().equals("/")) {
        throw new FileNotFoundException(path.toString());
      }
      return new Status(path, true);
    }

    @Override
    public FileStatus[] listStatus(Path path) {
      LISTINGS.incrementAndGet();
      boolean root = path.getPath().equals("/");
      return IntStream.range(0, root ? FOLDERS : FILES)
          .mapToObj(i -> new Status(new Path(path, "%06d".formatted(i)), root))
          .toArray(FileStatus[]::new);
    }
  }

  private record Status(Path getPath, boolean isDir) implements FileStatus {

    @Override
    public long getLen() {
      return 1;
    }

    @Override
    public long getBlockSize() {
      return 1;
    }

    @Override
    public short getReplication() {
      return 1;
    }

    @Override
    public long getModificationTime() {
      return 1_000;
    }

    @Override
    public long getAccessTime() {
      return 0;
    }
  }
}
