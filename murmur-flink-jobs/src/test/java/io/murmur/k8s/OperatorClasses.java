package io.murmur.k8s;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The newest release of Flink's Kubernetes operator that the registry has, and Kubernetes' own
 * model, in a class loader of their own: that release was built for a Flink whose classes must not
 * meet ours. The build puts the jars into {@code target/operator}.
 */
final class OperatorClasses implements AutoCloseable {

  private static final String API = "org.apache.flink.kubernetes.operator.api.";
  private static final String OPERATOR = "org.apache.flink.kubernetes.operator.";

  /** The classes of the kinds that we have. */
  private static final Map<String, String> KINDS =
      Map.of(
          "ConfigMap", "io.fabric8.kubernetes.api.model.ConfigMap",
          "ServiceAccount", "io.fabric8.kubernetes.api.model.ServiceAccount",
          "Role", "io.fabric8.kubernetes.api.model.rbac.Role",
          "RoleBinding", "io.fabric8.kubernetes.api.model.rbac.RoleBinding",
          "NetworkPolicy", "io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy",
          "PodMonitor", "io.fabric8.openshift.api.model.monitoring.v1.PodMonitor",
          "PrometheusRule", "io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule",
          "Pod", "io.fabric8.kubernetes.api.model.Pod",
          "FlinkDeployment", API + "FlinkDeployment");

  private final URLClassLoader loader;
  private final ObjectMapper strict =
      JsonMapper.builder()
          // Kubernetes' classes would take any field and keep it aside, the operator's ignore it.
          .annotationIntrospector(
              new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1L;

                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                  return false;
                }

                @Override
                public JsonIgnoreProperties.Value findPropertyIgnoralByName(
                    MapperConfig<?> config, Annotated annotated) {
                  return JsonIgnoreProperties.Value.empty();
                }
              })
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  OperatorClasses() {
    Path folder = Path.of(System.getProperty("murmur.operator", "target/operator"));
    List<URL> jars = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path jar : (Iterable<Path>) files::iterator) {
        jars.add(jar.toUri().toURL());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the build puts the operator's jars into " + folder, e);
    }
    loader = new URLClassLoader(jars.toArray(URL[]::new), new SharedOnly());
  }

  /** What all of them share with the test. */
  private static final class SharedOnly extends ClassLoader {

    private static final List<String> SHARED =
        List.of("com.fasterxml.jackson.", "org.slf4j.", "org.apache.commons.lang3.");

    SharedOnly() {
      super(ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (SHARED.stream().anyMatch(name::startsWith)) {
        return OperatorClasses.class.getClassLoader().loadClass(name);
      }
      throw new ClassNotFoundException(name);
    }
  }

  /** The definition of the resource FlinkDeployment, as that release has it. */
  JsonNode crd() throws IOException {
    String name = "META-INF/fabric8/flinkdeployments.flink.apache.org-v1.yml";
    try (InputStream file = loader.getResourceAsStream(name)) {
      return Yaml.all(new String(file.readAllBytes(), StandardCharsets.UTF_8)).get(0);
    }
  }

  /**
   * A resource as an object of its kind.
   *
   * @throws IllegalArgumentException if it has a field that its kind does not have, or a value of
   *     another type
   */
  Object read(JsonNode resource) {
    try {
      String name = KINDS.get(resource.get("kind").textValue());
      if (name == null) {
        throw new IllegalArgumentException("unknown kind " + resource.get("kind"));
      }
      return strict.treeToValue(resource, loader.loadClass(name));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  /** What the operator's own validator has against a FlinkDeployment, if anything. */
  Optional<?> validate(JsonNode deployment) throws ReflectiveOperationException {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      Object resource = read(deployment);
      Class<?> configuration = loader.loadClass("org.apache.flink.configuration.Configuration");
      Class<?> manager = loader.loadClass(OPERATOR + "config.FlinkConfigManager");
      Class<?> validator = loader.loadClass(OPERATOR + "validation.DefaultValidator");
      Object made =
          validator
              .getConstructor(manager)
              .newInstance(
                  manager
                      .getConstructor(configuration)
                      .newInstance(configuration.getConstructor().newInstance()));
      return (Optional<?>)
          validator.getMethod("validateDeployment", resource.getClass()).invoke(made, resource);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Override
  public void close() throws IOException {
    loader.close();
  }
}
