package io.murmur.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class MetricNamesTest {

  @Test
  void theNamesAreThoseOfTheDashboards() {
    MetricNames names = MetricNames.of("views");
    assertThat(
            List.of(
                names.event(),
                names.retry(),
                names.dedupSkip(),
                names.deadLetter(),
                names.storeMerge(),
                names.storeMergeUpdate(),
                names.storeGet(),
                names.storeGetMany(),
                names.cacheMergeUpdate(),
                names.cacheGet(),
                names.cacheGetMany(),
                names.cacheRepopulate()))
        .containsExactly(
            "views",
            "views:retry",
            "views:dedup_skip",
            "views:dead_letter",
            "views:store_merge",
            "views:store_merge_update",
            "views:store_get",
            "views:store_get_many",
            "views:cache_merge_update",
            "views:cache_get",
            "views:cache_get_many",
            "views:cache_repopulate");
  }

  @Test
  void aLabelThatCouldBeMistakenIsRefused() {
    assertThatThrownBy(() -> MetricNames.of("a:b")).hasMessageContaining("'a:b'");
    assertThatThrownBy(() -> MetricNames.of("")).isInstanceOf(IllegalArgumentException.class);
  }
}
