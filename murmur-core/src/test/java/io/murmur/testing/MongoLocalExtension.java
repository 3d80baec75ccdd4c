package io.murmur.testing;

import com.mongodb.client.MongoClient;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one {@link MongoLocal} of their JVM, and a {@link MongoClient} of it, as
 * parameters of test, lifecycle and constructor methods.
 *
 * <p>Both start when first asked for and end with the last test. The collections are everybody's:
 * take names from {@link MongoLocal#newCollectionName(String)}.
 */
public final class MongoLocalExtension implements ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(MongoLocalExtension.class);

  /** For {@code @ExtendWith}. */
  public MongoLocalExtension() {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    var type = parameter.getParameter().getType();
    return type == MongoLocal.class || type == MongoClient.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    var store = context.getRoot().getStore(NAMESPACE);
    var shared = store.getOrComputeIfAbsent(Shared.class, key -> Shared.start(), Shared.class);
    return parameter.getParameter().getType() == MongoLocal.class
        ? shared.server()
        : shared.client();
  }

  /** JUnit closes what its root store holds when all tests are done. */
  private record Shared(MongoLocal server, MongoClient client) implements AutoCloseable {

    static Shared start() {
      var server = MongoLocal.start();
      return new Shared(server, server.client());
    }

    @Override
    public void close() {
      client.close();
      server.close();
    }
  }
}
