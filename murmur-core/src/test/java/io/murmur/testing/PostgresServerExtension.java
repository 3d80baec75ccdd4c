package io.murmur.testing;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one {@link PostgresServer} of their JVM, as a parameter of test, lifecycle and
 * constructor methods. It starts when first asked for and ends with the last test. The database is
 * everybody's: take names from {@link PostgresServer#newTableName(String)}.
 */
public final class PostgresServerExtension implements ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(PostgresServerExtension.class);

  /** For {@code @ExtendWith}. */
  public PostgresServerExtension() {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == PostgresServer.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            Running.class, key -> new Running(PostgresServer.start()), Running.class)
        .server();
  }

  /** JUnit closes what its root store holds when all tests are done. */
  private record Running(PostgresServer server) implements AutoCloseable {

    @Override
    public void close() {
      server.close();
    }
  }
}
