package io.murmur.testing;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test class a {@link ValkeyServer} of its own, as a parameter of test, lifecycle and
 * constructor methods: it starts in milliseconds, and tests may stop and kill it as they like.
 */
public final class ValkeyServerExtension implements ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(ValkeyServerExtension.class);

  /** For {@code @ExtendWith}. */
  public ValkeyServerExtension() {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == ValkeyServer.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return ofTestClass(context)
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            Running.class, key -> new Running(ValkeyServer.start()), Running.class)
        .server();
  }

  /** The context of the outermost test class, which nested classes share. */
  private static ExtensionContext ofTestClass(ExtensionContext context) {
    var result = context;
    while (result.getParent().isPresent() && result.getParent().get().getTestClass().isPresent()) {
      result = result.getParent().get();
    }
    return result;
  }

  /** JUnit closes what the store of a class holds when the class is done. */
  private record Running(ValkeyServer server) implements AutoCloseable {

    @Override
    public void close() {
      server.close();
    }
  }
}
