package io.murmur.flink.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.flink.source.SourceRecordTypeInfo;
import java.time.LocalDate;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileSourceBuilderTest {

  private static final LocalDate DAY = LocalDate.of(2026, 1, 1);

  @Test
  void aSourceIsBoundedAndKnowsItsType() throws Exception {
    RecordFileSource source =
        FileSources.jsonLines("s3://bucket/**", "/data/{a,b}/*.json")
            .dateRange("dt={yyyy-MM-dd}", DAY, DAY.plusDays(1))
            .splitSize(MemorySize.ofMebiBytes(8))
            .maxRecordSize(MemorySize.ofMebiBytes(1))
            .onUnreadableFile(OnUnreadableFile.DEAD_LETTER)
            .includeHidden()
            .allowNoFiles()
            .build();
    assertThat(source.getBoundedness()).isEqualTo(Boundedness.BOUNDED);
    assertThat(source.getProducedType()).isEqualTo(SourceRecordTypeInfo.INSTANCE);
    assertThat(InstantiationUtil.<RecordFileSource>clone(source)).isNotNull();
  }

  @Test
  void allMistakesAreReportedAtOnce() {
    assertThatThrownBy(
            () ->
                FileSources.jsonLines("", "/a/**.json", "/a/[b", "/a/{b", "/a/[z-a]")
                    .dateRange("dt={yyyy-dd}", DAY, DAY.plusDays(1))
                    .dateRange("dt={yyyy-MM-dd}", DAY, DAY)
                    .splitSize(new MemorySize(1))
                    .maxRecordSize(MemorySize.parse("2g"))
                    .csvDelimiter('"')
                    .csvColumns("a", "a")
                    .build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            """
            the file source cannot be built:
              - a path is empty
              - path '/a/**.json': '**' stands for folders and must be alone between slashes, as in '**/*.json'
              - path '/a/[b': a '[' has no ']'; write '\\[' for the character
              - path '/a/{b': a '{' has no '}'; write '\\{' for the character
              - path '/a/[z-a]': '[z-a]' is no set of characters: Illegal character range
              - 'dt={yyyy-dd}' is not the form of a date in a path: {MM} is missing
              - the date range from 2026-01-01T00:00 until 2026-01-01T00:00 is empty
              - csvDelimiter, csvQuote and csvColumns are not for files of JSON_LINES
              - two columns are called 'a'
              - splitSize is 1 bytes and must be at least 1 kb
              - maxRecordSize is 2 gb and must be from 1 kb to 1 gb\
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dt={yyyy|a '{' has no '}'",
        "dt=today|there is no {yyyy} in it",
        "{MM}|{yyyy} is missing",
        "{yyyy}/{yyyy}|a unit is in it twice",
        "{yyyy-mm-dd}|{MM} is missing",
        "{YYYY}|{YYYY} is not made of yyyy, MM, dd, HH and mm",
      })
  void aFormThatIsNoneSaysWhy(String form, String why) {
    assertThatThrownBy(() -> FileSources.csv("/a").dateRange(form, DAY, DAY.plusDays(1)).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("'" + form + "' is not the form of a date in a path: " + why);
  }

  @Test
  void otherMistakesOfPathsAndColumnsAreReported() {
    assertThatThrownBy(() -> FileSources.detect().build()).hasMessageContaining("there is no path");
    assertThatThrownBy(() -> FileSources.detect("s3://*/x").build())
        .hasMessageContaining("path 's3://*/x': the bucket or host may have no '*', '?' and '['");
    assertThatThrownBy(() -> FileSources.detect("/" + "{a,b}".repeat(20)).build())
        .hasMessageContaining("stands for more than 10000 paths");
    assertThatThrownBy(() -> FileSources.csv("/a").csvColumns().build())
        .hasMessageContaining("csvColumns names no column");
    assertThatThrownBy(() -> FileSources.csv("/a").csvQuote(',').build())
        .hasMessageContaining("delimiter and quote are both ','");
    assertThatThrownBy(
            () ->
                FileSources.csv("/a")
                    .dateRange("{yyyy}", DAY, DAY.plusDays(1))
                    .dateRange("{yyyy}", DAY, DAY.plusDays(1))
                    .build())
        .hasMessageContaining("dateRange is given twice");
  }
}
