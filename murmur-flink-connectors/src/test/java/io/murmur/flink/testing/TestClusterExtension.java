package io.murmur.flink.testing;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests a {@link TestCluster}: one for all test classes of a JVM. */
public final class TestClusterExtension implements ParameterResolver {

  /** Closed by JUnit at the very end. */
  private record Running(TestCluster cluster) implements AutoCloseable {
    @Override
    public void close() {
      cluster.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == TestCluster.class;
  }

  @Override
  public TestCluster resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(TestClusterExtension.class))
        .getOrComputeIfAbsent(Running.class, key -> start(), Running.class)
        .cluster();
  }

  private static Running start() {
    try {
      return new Running(new TestCluster());
    } catch (Exception e) {
      throw new IllegalStateException("the cluster did not start", e);
    }
  }
}
