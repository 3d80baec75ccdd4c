package io.murmur.testing;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/**
 * Gives tests the one {@link DynamoDbLocal} of their JVM, and a {@link DynamoDbAsyncClient} of it,
 * as parameters of test, lifecycle and constructor methods.
 *
 * <p>Both start when first asked for and end with the last test. The tables are everybody's: take
 * names from {@link DynamoDbLocal#newTableName(String)}.
 */
public final class DynamoDbLocalExtension implements ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(DynamoDbLocalExtension.class);

  /** For {@code @ExtendWith}. */
  public DynamoDbLocalExtension() {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    var type = parameter.getParameter().getType();
    return type == DynamoDbLocal.class || type == DynamoDbAsyncClient.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    var store = context.getRoot().getStore(NAMESPACE);
    var shared = store.getOrComputeIfAbsent(Shared.class, key -> Shared.start(), Shared.class);
    return parameter.getParameter().getType() == DynamoDbLocal.class
        ? shared.server()
        : shared.client();
  }

  /** JUnit closes what its root store holds when all tests are done. */
  private record Shared(DynamoDbLocal server, DynamoDbAsyncClient client) implements AutoCloseable {

    static Shared start() {
      var server = DynamoDbLocal.start();
      return new Shared(server, server.asyncClient().build());
    }

    @Override
    public void close() {
      client.close();
      server.close();
    }
  }
}
