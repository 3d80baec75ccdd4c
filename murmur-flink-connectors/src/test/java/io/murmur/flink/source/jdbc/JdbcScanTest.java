package io.murmur.flink.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.murmur.flink.source.jdbc.Column.Kind;
import io.murmur.flink.source.scan.ScanException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class JdbcScanTest {

  private static final List<Column> KEY =
      List.of(
          new Column("id", "bigint", Kind.EXACT, false), new Column("t", "text", Kind.TEXT, false));

  @Test
  void allThatIsWrongIsSaidAtOnce() {
    assertThatThrownBy(
            () ->
                JdbcScan.of("jdbc:mysql://h/d?password=secret-7", "a.b.c")
                    .ranges(0)
                    .pageRows(0)
                    .slot("s")
                    .key(List.of("a", "a"))
                    .source())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the URL of the database holds a password")
        .hasMessageContaining("named as table or schema.table")
        .hasMessageContaining("the number of ranges must be from 1 to 4096, was 0")
        .hasMessageContaining("a page must have 1 row at least")
        .hasMessageContaining("only a Postgres has replication slots")
        .hasMessageContaining("named twice: [a, a]")
        .hasMessageNotContaining("secret-7");
  }

  @Test
  void noUrlWithAPasswordIsTaken() {
    for (String url :
        List.of(
            "jdbc:postgresql://h/d?ssl=true&sslpassword=x",
            "jdbc:postgresql://me:x@h/d",
            "jdbc:oracle:thin:me/x@h:1521/d",
            "jdbc:sqlserver://h;user=me;password=x")) {
      assertThat(JdbcUrls.problem(url)).as(url).isPresent();
    }
    for (String url :
        List.of(
            "jdbc:postgresql://h:5432/d?ssl=true",
            "jdbc:mariadb://h/d",
            "jdbc:oracle:thin:@//h:1521/d")) {
      assertThat(JdbcUrls.problem(url)).as(url).isEmpty();
    }
  }

  @Test
  void valuesMustComeAsTexts() {
    assertThat(JdbcUrls.problem("jdbc:postgresql://h/d?ssl=true&binaryTransferEnable=20"))
        .hasValueSatisfying(problem -> assertThat(problem).contains("must not say binaryTransfer"));
  }

  @Test
  void numbersOfJsonAreToldFromOthers() {
    for (String plain : List.of("0", "-1", "10", "0.5", "-0.0", "12345678901234567890.10")) {
      assertThat(StandardRows.plain(plain)).as(plain).isTrue();
    }
    for (String other :
        List.of(
            "", "-", "00", "007", "-01", "1e3", "1E-7", ".5", "5.", "1.2.3", "+1", " 1", "NaN")) {
      assertThat(StandardRows.plain(other)).as(other).isFalse();
    }
  }

  @Test
  void whatIsReadIsDescribedWithoutOptionsAndLogin() {
    JdbcScan scan =
        JdbcScan.of("jdbc:postgresql://h/d?user=me&sslmode=require", "public.orders")
            .credentials(JdbcCredentials.of("me", "secret-7"))
            .columns(List.of("a"))
            .where("a > 1");
    assertThat(scan.describe())
        .isEqualTo("jdbc:postgresql://h/d public.orders, columns [a], where a > 1");
    assertThat(scan.source().origin()).isEqualTo("postgresql:public.orders");
    assertThat(new JdbcLogin("me", "secret-7").toString()).isEqualTo("user 'me'");
    assertThat(JdbcCredentials.of("me", "secret-7").toString()).isEqualTo("user 'me'");
  }

  @Test
  void aTableIsNamedWithOrWithoutItsSchemaAndQuotes() {
    assertThat(TableName.parse("t")).isEqualTo(new TableName("", "t"));
    assertThat(TableName.parse("s.t")).isEqualTo(new TableName("s", "t"));
    assertThat(TableName.parse("\"a.b\".\"c d\"")).isEqualTo(new TableName("a.b", "c d"));
    assertThat(TableName.parse("\"a.b\".\"c d\"").toString()).isEqualTo("\"a.b\".c d");
    for (String wrong : List.of("", ".t", "s.", "a.b.c", "\"a", "\"a\"b")) {
      assertThatThrownBy(() -> TableName.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aKeyKeepsItsTypesAndComesBack() throws IOException {
    String key = KeyText.write(KEY, List.of("1", "1\"|\\☃"));
    assertThat(key).isEqualTo("{\"id\":1,\"t\":\"1\\\"|\\\\☃\"}");
    assertThat(KeyText.read(KEY, key)).containsExactly("1", "1\"|\\☃");
    String exact = "-123456789012345678901234567890.10";
    assertThat(KeyText.read(KEY, KeyText.write(KEY, List.of(exact, ""))))
        .containsExactly(exact, "");
    assertThat(KeyText.write(KEY, List.of("NaN", "x"))).isEqualTo("{\"id\":\"NaN\",\"t\":\"x\"}");
    for (String other : List.of("{\"id\":1}", "{\"t\":1,\"id\":1}", "{\"id\":1,\"t\":1,\"u\":1}")) {
      assertThatThrownBy(() -> KeyText.read(KEY, other)).isInstanceOf(ScanException.class);
    }
  }

  @Test
  void keysAreComparedColumnByColumnWhereThereIsNoRowComparison() {
    assertThat(PageQuery.byColumn(List.of("a", "b"), '>', false).sql())
        .isEqualTo("a >= ? AND (a > ? OR (a = ? AND (b > ?)))");
    assertThat(PageQuery.byColumn(List.of("a", "b"), '<', true))
        .isEqualTo(
            new PageQuery.Condition(
                "a <= ? AND (a < ? OR (a = ? AND (b <= ?)))", List.of(0, 0, 0, 1)));
  }

  @Test
  void aVariableThatIsNotSetIsToldByItsName() {
    assertThatThrownBy(() -> JdbcCredentials.environment("NO_SUCH_USER", "NO_SUCH").login())
        .isInstanceOf(ScanException.class)
        .hasMessageContaining("NO_SUCH_USER");
  }
}
