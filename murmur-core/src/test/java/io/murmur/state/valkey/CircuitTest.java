package io.murmur.state.valkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CircuitTest {

  private final Exception away = new IllegalStateException("connection refused");

  private final List<String> heard = new ArrayList<>();
  private final Circuit circuit =
      new Circuit(
          new Circuit.Listener() {
            @Override
            public void opened(Throwable reason) {
              heard.add("opened: " + reason.getMessage());
            }

            @Override
            public void closed() {
              heard.add("closed");
            }
          });

  @Test
  void staysClosedWhileFailuresAreNotInARow() {
    for (int i = 0; i < 10; i++) {
      circuit.failed(away);
      circuit.failed(away);
      circuit.succeeded();
    }
    assertThat(circuit.closed()).isTrue();
    assertThat(heard).isEmpty();
  }

  @Test
  void opensAfterFailuresInARowAndSaysWhyOnce() {
    open();
    circuit.failed(new IllegalStateException("later"));
    assertThat(circuit.closed()).isFalse();
    assertThat(heard).containsExactly("opened: connection refused");
    assertThat(circuit.reason()).hasMessage("later");
  }

  @Test
  void closesWithTheFirstSuccess() {
    open();
    circuit.succeeded();
    assertThat(circuit.closed()).isTrue();
    circuit.failed(away);
    assertThat(circuit.closed()).isTrue();
    assertThat(heard).containsExactly("opened: connection refused", "closed");
  }

  private void open() {
    for (int i = 0; i < Circuit.FAILURES; i++) {
      circuit.failed(away);
    }
  }
}
