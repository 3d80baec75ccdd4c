package io.murmur.testing;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one {@link MariaDbServer} of their JVM, as a parameter of test, lifecycle and
 * constructor methods. It starts when first asked for and ends with the last test. The database is
 * everybody's: take names from {@link MariaDbServer#newTableName(String)}.
 */
public final class MariaDbServerExtension implements ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(MariaDbServerExtension.class);

  /** For {@code @ExtendWith}. */
  public MariaDbServerExtension() {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == MariaDbServer.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            Running.class, key -> new Running(MariaDbServer.start()), Running.class)
        .server();
  }

  /** JUnit closes what its root store holds when all tests are done. */
  private record Running(MariaDbServer server) implements AutoCloseable {

    @Override
    public void close() {
      server.close();
    }
  }
}
