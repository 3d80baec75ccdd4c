package io.murmur.flink.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.flink.source.SourceRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.SplittableRandom;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run never ends with less than it promised, whatever happens to its files meanwhile. */
class ChangedFileTest {

  /** Even where damage is let through: a changed file is no damaged one. */
  private static final Reading LINES = Reading.of(FileFormat.JSON_LINES).deadLetters();

  @TempDir Path folder;
  private Path file;
  private FileSourceSplit listed;

  @BeforeEach
  void listTheFile() throws IOException {
    file = Files.writeString(folder.resolve("a.json"), "{}\n".repeat(1_000_000));
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
    listed = Reading.split(file, 0, Files.size(file));
  }

  @Test
  void aFileThatVanishedFailsTheRun() throws IOException {
    Files.delete(file);
    assertThatThrownBy(() -> LINES.read(listed))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "file:"
                + file
                + " has vanished since this run listed it with 3000000 bytes. Put the"
                + " file back as it was and resume, or start a new run over the files as they are"
                + " now");
  }

  @Test
  void aFileOfAnotherSizeFailsTheRun() throws IOException {
    Files.writeString(file, "{}\n", StandardOpenOption.APPEND);
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
    assertThatThrownBy(() -> LINES.read(listed))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "file:"
                + file
                + " has changed since this run listed it: it had 3000000 bytes of"
                + " 2026-01-01T00:00:00Z and has 3000003 bytes of 2026-01-01T00:00:00Z. ");
  }

  @Test
  void aFileOfAnotherTimeFailsTheRun() throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T00:00:01Z")));
    assertThatThrownBy(() -> LINES.read(listed)).hasMessageContaining("has changed since");
  }

  @Test
  void aTimeThatOnlyLostItsFractionIsNoChange() throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T00:00:00.999Z")));
    assertThat(LINES.read(listed)).hasSize(1_000_000);
  }

  @Test
  void aFileThatIsReplacedWhileItIsReadFailsTheRun() throws IOException {
    Path other = Files.writeString(folder.resolve("b.json"), "[]\n".repeat(1_000_000));
    assertFailsAfterItsFirstBatch(
        () -> Files.move(other, file, StandardCopyOption.REPLACE_EXISTING), "has changed since");
  }

  @Test
  void aFileThatIsDeletedWhileItIsReadFailsTheRun() throws IOException {
    assertFailsAfterItsFirstBatch(() -> Files.delete(file), "has vanished since");
  }

  @Test
  void aFileThatIsCutWhileItIsReadFailsTheRun() throws IOException {
    assertFailsAfterItsFirstBatch(
        () -> {
          try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
            channel.truncate(2_000_000);
          }
        },
        "ends at byte 2000000, and had 3000000 bytes when this run listed it");
  }

  @Test
  void aCompressedFileThatIsCutWhileItIsReadIsNoDamagedFile() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 300_000; i++) {
      lines.append(random.nextLong()).append('\n');
    }
    Files.write(file, CompressedTest.compress(Compression.GZIP, lines.toString()));
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
    listed = Reading.split(file, 0, Files.size(file));
    assertThat(listed.fileSize()).isGreaterThan(2_100_000);
    assertFailsAfterItsFirstBatch(
        () -> {
          try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
            channel.truncate(2_000_000);
          }
        },
        "ends at byte 2000000");
  }

  @Test
  void aCompressedFileThatEndsBeforeTheRestoredPlaceFailsTheRun() throws IOException {
    Files.write(file, CompressedTest.compress(Compression.GZIP, "{}\n{}\n"));
    assertThatThrownBy(() -> LINES.resumed(file, 0, Files.size(file), 100))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "file:"
                + file
                + " is to be resumed at byte 100 of its content, but ends at byte 6: it"
                + " has been replaced since this run listed it");
  }

  private interface Change {
    void make() throws IOException;
  }

  private void assertFailsAfterItsFirstBatch(Change change, String message) throws IOException {
    try (BulkFormat.Reader<SourceRecord> reader = LINES.open(listed)) {
      var batches = new ArrayList<BulkFormat.RecordIterator<SourceRecord>>();
      batches.add(reader.readBatch());
      change.make();
      assertThatThrownBy(
              () -> {
                while (batches.get(batches.size() - 1) != null) {
                  batches.add(reader.readBatch());
                }
              })
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("file:" + file + " " + message);
    }
  }
}
