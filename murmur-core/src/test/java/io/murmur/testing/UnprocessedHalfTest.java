package io.murmur.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnprocessedHalfTest {

  private static final String WRITE =
      """
      {"RequestItems":{"a":[1,2,3],"b":[4]}}\
      """;

  @Test
  void theServerGetsTheFirstHalfOfEachTable() {
    assertThat(UnprocessedHalf.kept(WRITE))
        .isEqualTo(
            """
            {"RequestItems":{"a":[1],"b":[4]}}\
            """);
  }

  @Test
  void theRestIsReportedAndATableWithoutRestIsNot() {
    assertThat(
            UnprocessedHalf.reported(
                WRITE,
                """
                {"UnprocessedItems":{}}\
                """))
        .isEqualTo(
            """
            {"UnprocessedItems":{"a":[2,3]}}\
            """);
  }
}
