package io.murmur.flink.redrive;

import static io.murmur.flink.redrive.RedriveTester.ALL;
import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.flink.testing.FlinkS3;
import io.murmur.state.Key;
import io.murmur.testing.S3Local;
import io.murmur.testing.S3LocalExtension;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Dead letters in S3. */
@ExtendWith(S3LocalExtension.class)
class S3DeadLettersIT {

  private static final int RECORDS = 20_000;

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(2)
              .setNumberSlotsPerTaskManager(2)
              .build());

  private static S3Local s3;

  @TempDir Path folder;

  @BeforeAll
  static void useS3(S3Local server) {
    s3 = server;
    FlinkS3.use(server);
  }

  @BeforeEach
  void nothingIsWrong() {
    Disturbance.none();
  }

  @ParameterizedTest
  @EnumSource(
      value = RuntimeExecutionMode.class,
      names = {"STREAMING", "BATCH"})
  void lettersAndMergesAreThereOnceAndCountOnceAfterTheFixAlthoughTasksFail(
      RuntimeExecutionMode mode) throws Exception {
    String bucket = s3.newBucket("letters");
    Views views = Views.write(folder.resolve("log"), RECORDS);
    RedriveTester tester = new RedriveTester(folder, "s3://" + bucket + "/dead", mode);
    List<Key> keys = new ArrayList<>(views.goodTotals().keySet());
    Disturbance.REJECTED.add(keys.get(0));
    Disturbance.RECORDS.set(RECORDS / 2);
    tester.bootstrap(1);
    assertThat(Disturbance.DEATHS).hasValue(1);

    DeadLetterList list = tester.list();
    assertThat(list.open()).isEqualTo(RECORDS / 100);
    assertThat(list.openMerges()).isPositive();
    assertThat(s3.keys(bucket, "dead/views/history/")).isNotEmpty();

    Disturbance.none();
    Disturbance.RECORDS.set(RECORDS / 200);
    tester.redrive(ALL, 1);
    assertThat(tester.contents()).isEqualTo(views.allTotals());
    assertThat(tester.redrive(ALL, 0).report()).isEmpty();
  }
}
