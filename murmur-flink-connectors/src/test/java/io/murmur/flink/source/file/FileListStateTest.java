package io.murmur.flink.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.FileSourceSplitSerializer;
import org.apache.flink.connector.file.src.PendingSplitsCheckpoint;
import org.apache.flink.connector.file.src.PendingSplitsCheckpointSerializer;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.core.fs.Path;
import org.junit.jupiter.api.Test;

class FileListStateTest {

  private static final FileListStateSerializer SERIALIZER = new FileListStateSerializer();

  @Test
  void allOfItComesBack() throws IOException {
    PlannedFiles some = new PlannedFiles("s3://b/ä/", "s3://b/ä/x", new long[] {1, -1, 1L << 40});
    PlannedFiles more = new PlannedFiles("s3://b/", "s3://b/c/d", new long[] {7});
    FileSourceSplit begun = split(3).updateWithCheckpointedPosition(new CheckpointedPosition(5, 2));
    FileListState back =
        copy(
            new FileListState(
                true,
                List.of(some, more),
                "s3://b/a",
                1L << 40,
                1L << 33,
                List.of(begun, split(4))));
    assertThat(back.planned()).isTrue();
    assertThat(back.files()).usingRecursiveComparison().isEqualTo(List.of(some, more));
    assertThat(back.after()).isEqualTo("s3://b/a");
    assertThat(back.offset()).isEqualTo(1L << 40);
    assertThat(back.nextPart()).isEqualTo(1L << 33);
    assertThat(back.back()).hasToString(List.of(begun, split(4)).toString());

    FileListState begin = copy(FileListState.begin());
    assertThat(begin).usingRecursiveComparison().isEqualTo(FileListState.begin());
  }

  @Test
  void aCheckpointOfFlinksOwnSourceGoesOnInItsOrder() throws IOException {
    byte[] bytes =
        new PendingSplitsCheckpointSerializer<>(FileSourceSplitSerializer.INSTANCE)
            .serialize(
                PendingSplitsCheckpoint.fromCollectionSnapshot(
                    List.of(split(3), split(2), split(1))));
    FileListState state = SERIALIZER.deserialize(1, bytes);
    FileProgress progress =
        new FileProgress(new ListOptions(List.of(), List.of(), false, false, 0, 1), 1, state);
    for (int number = 1; number <= 3; number++) {
      assertThat(progress.done()).isFalse();
      assertThat(progress.next(1)).extracting(FileSourceSplit::splitId).containsExactly(id(number));
    }
    assertThat(progress.done()).isTrue();
  }

  @Test
  void whatALaterReleaseWroteIsRefused() {
    assertThatThrownBy(() -> SERIALIZER.deserialize(3, new byte[0]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the files of a run in version 3");
  }

  private static FileListState copy(FileListState state) throws IOException {
    return SERIALIZER.deserialize(SERIALIZER.getVersion(), SERIALIZER.serialize(state));
  }

  private static FileSourceSplit split(int number) {
    return new FileSourceSplit(id(number), new Path("s3://b/" + number), 0, 10, 1_000, 20);
  }

  private static String id(int number) {
    return "%010d".formatted(number);
  }
}
