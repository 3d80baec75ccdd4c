package io.murmur.flink.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.definition.Definitions;
import io.murmur.monoid.Monoids;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretsTest {

  private static final Definitions JOB =
      Definings.read(
          Definings.REST
              + """
              name: v
              key: '{page}'
              aggregate: count
              cache: {uri: 'valkeys://cache:6380/2', user: me, password: '${PASSWORD}'}
              """,
          Map.of("PASSWORD", "p@ss:w/rd%"));

  @Test
  void aPasswordIsInNoTextOfADefinitionOrItsPlan() {
    assertThat(JOB.toString()).contains("cache:6380").doesNotContain("p@ss");
    assertThat(Plan.of(JOB).text())
        .contains("valkeys://cache:6380/2 as views with the password of variable ${PASSWORD}")
        .doesNotContain("p@ss");
    assertThat(opener().toString()).doesNotContain("p@ss");
  }

  @Test
  void theServerGetsItWhole() throws Exception {
    assertThat(opener().address().getUserInfo()).isEqualTo("me:p@ss:w/rd%");
    assertThat(opener().address().getHost()).isEqualTo("cache");
    assertThat(opener().address().getPort()).isEqualTo(6380);
    assertThat(opener().address().getPath()).isEqualTo("/2");
  }

  private static ValkeyCacheOpener<Long> opener() {
    return ValkeyCacheOpener.of(JOB.all().get(0).cache().orElseThrow(), Monoids.count());
  }
}
