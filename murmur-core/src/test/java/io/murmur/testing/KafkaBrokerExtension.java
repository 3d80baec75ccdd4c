package io.murmur.testing;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one {@link KafkaBroker} of their JVM, as a parameter of test, lifecycle and
 * constructor methods. It starts when first asked for and ends with the last test. The topics are
 * everybody's: take one from {@link KafkaBroker#newTopic}.
 */
public final class KafkaBrokerExtension implements ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(KafkaBrokerExtension.class);

  /** For {@code @ExtendWith}. */
  public KafkaBrokerExtension() {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == KafkaBroker.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(Running.class, key -> new Running(KafkaBroker.start()), Running.class)
        .broker();
  }

  /** JUnit closes what its root store holds when all tests are done. */
  private record Running(KafkaBroker broker) implements AutoCloseable {

    @Override
    public void close() {
      broker.close();
    }
  }
}
