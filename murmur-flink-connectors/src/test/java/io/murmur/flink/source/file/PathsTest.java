package io.murmur.flink.source.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.util.Map;
import org.apache.flink.core.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathsTest {

  @ParameterizedTest
  @CsvSource({
    "/data/a.json, file:/data/a.json",
    "file:/data/a.json, file:/data/a.json",
    "file:///data/a.json, file:/data/a.json",
    "/data//x/../a.json, file:/data/a.json",
    "s3://bucket/a b/c%20d.json, s3://bucket/a b/c%20d.json",
    "s3a://bucket/a.json, s3://bucket/a.json",
    "s3p://bucket/a.json, s3://bucket/a.json",
    "hdfs://host:8020/a.json, hdfs://host:8020/a.json",
  })
  void theNameOfAFileIsTheSameHoweverItsPathIsWritten(String path, String name) {
    assertThat(Origins.of(new Path(path))).isEqualTo(name);
  }

  @Test
  void foldersOfHivesPartitionsAreFields() {
    assertThat(HivePartitions.of(new Path("s3://b/t/dt=2026-01-01/hour=05/x=1.json")))
        .as("in their order, and the file's own name is none")
        .containsExactly(Map.entry("dt", "2026-01-01"), Map.entry("hour", "05"));
    assertThat(HivePartitions.of(new Path("/data/a/=b/c.json"))).isEmpty();
    assertThat(HivePartitions.of(new Path("/data/k=/v=a=b/f")))
        .containsExactly(Map.entry("k", ""), Map.entry("v", "a=b"));
    assertThat(HivePartitions.of(new Path("/k=1/k=2/f"))).containsExactly(Map.entry("k", "2"));
  }

  @Test
  void escapesInPartitionsAreDecoded() {
    assertThat(
            HivePartitions.of(
                new Path("/t/at=2026-01-01 05%3A30%3A00/city=M%C3%BCnchen/p=50%25/f")))
        .containsExactly(
            Map.entry("at", "2026-01-01 05:30:00"),
            Map.entry("city", "M\u00fcnchen"),
            Map.entry("p", "50%"));
    assertThat(HivePartitions.of(new Path("/t/a%3Db=1/c=100%/d=%zz/f")))
        .as("what is no escape stays as it is")
        .containsExactly(Map.entry("a=b", "1"), Map.entry("c", "100%"), Map.entry("d", "%zz"));
  }

  @Test
  void theAbsentPartitionHasNoValue() {
    assertThat(HivePartitions.of(new Path("/t/dt=__HIVE_DEFAULT_PARTITION__/h=1/f")))
        .containsExactly(Map.entry("h", "1"));
  }

  @ParameterizedTest
  @CsvSource({
    "dt={yyyy-MM-dd}, /t/dt=2026-01-05/f, true",
    "dt={yyyy-MM-dd}, /t/dt=2026-02-05/f, false",
    "dt={yyyy-MM-dd}, /t/dt=2025-12-31/f, false",
    "dt={yyyy-MM-dd}, /t/xdt=2026-01-05/f, ",
    "dt={yyyy-MM-dd}, /t/dt=2026-1-5/f, ",
    "{yyyy}/{MM}/{dd}/{HH}, /fire/2026/01/31/23/f, true",
    "{yyyy}/{MM}/{dd}/{HH}, /fire/2026/02/01/00/f, false",
    "{yyyy}/{MM}/{dd}/{HH}, /2019/fire/2026/01/31/23/f, true",
    "{yyyy}/{MM}, /2026/13/f, ",
    "{yyyyMM}, /t/202601/f, true",
    "{dd}-{MM}-{yyyy}, /t/05-01-2026/f, true",
    "year={yyyy}/month={MM}, /t/year=2026/month=01/day=9/f, true",
    "e-{yyyyMMddHHmm}.*, /t/e-202601312359.json.gz, true",
    "e-{yyyyMMddHHmm}.*, /t/e-202602010000.json.gz, false",
  })
  void aDateIsFoundByItsForm(String form, String path, Boolean wanted) {
    assertThat(january(form).wants(path).orElse(null)).isEqualTo(wanted);
  }

  @ParameterizedTest
  @CsvSource({
    "{yyyy}/{MM}/{dd}, /2025, true",
    "{yyyy}/{MM}/{dd}, /2026, false",
    "{yyyy}/{MM}/{dd}, /2026/02, true",
    "{yyyy}/{MM}/{dd}, /2026/01, false",
    "{yyyy}/{MM}/{dd}, /a/2026/02, true",
    "{yyyy}/{MM}/{dd}, /a/b, false",
    "{yyyy}/{MM}/{dd}, /2026/01/05/2019, false",
    "dt={yyyy-MM-dd}/hour={HH}, /dt=2026-02-01, true",
    "dt={yyyy-MM-dd}/hour={HH}, /dt=2026-01-01, false",
    "{dd}/{yyyy}/{MM}, /05, false",
    "{dd}/{yyyy}/{MM}, /05/2019, false",
  })
  void aFolderOutOfRangeNeedNotBeEntered(String form, String below, boolean excluded) {
    assertThat(january(form).excludesFolder(below)).isEqualTo(excluded);
  }

  private static PathDates january(String form) {
    LocalDateTime from = LocalDateTime.of(2026, 1, 1, 0, 0);
    return PathDates.of(form, from, from.plusMonths(1));
  }
}
