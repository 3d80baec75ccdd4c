package io.murmur.testing;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one {@link S3Local} of their JVM as a parameter of test, lifecycle and
 * constructor methods.
 *
 * <p>It starts when first asked for and ends with the last test. The buckets are everybody's: take
 * one from {@link S3Local#newBucket(String)}.
 */
public final class S3LocalExtension implements ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(S3LocalExtension.class);

  /** For {@code @ExtendWith}. */
  public S3LocalExtension() {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == S3Local.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(S3Local.class, key -> S3Local.start(), S3Local.class);
  }
}
