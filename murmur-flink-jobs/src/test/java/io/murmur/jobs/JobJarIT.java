package io.murmur.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.murmur.jobs.testing.ClusterClassPath;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class JobJarIT {

  @Test
  void theJarHoldsNoClassThatAFlinkClusterProvides() throws IOException {
    Set<String> ours = classes(System.getProperty("murmur.bootstrapJar"));
    Set<String> shared = new TreeSet<>();
    for (String jar : ClusterClassPath.jars()) {
      for (String name : classes(jar)) {
        if (ours.contains(name)) {
          shared.add(jar.substring(jar.lastIndexOf('/') + 1) + ": " + packageOf(name));
        }
      }
    }
    assertThat(ours).contains("io/murmur/state/Key.class");
    assertThat(shared).isEmpty();
  }

  @Test
  void theJarOfReplaysDiffersFromThatOfBootstrapsInItsMainAlone() throws IOException {
    String bootstrap = System.getProperty("murmur.bootstrapJar");
    String replay = System.getProperty("murmur.replayJar");
    assertThat(main(bootstrap)).isEqualTo(BootstrapJob.class.getName());
    assertThat(main(replay)).isEqualTo(ReplayJob.class.getName());
    assertThat(classes(replay)).isEqualTo(classes(bootstrap));
  }

  private static String main(String jar) throws IOException {
    try (JarFile file = new JarFile(jar)) {
      return file.getManifest().getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
    }
  }

  private static Set<String> classes(String jar) throws IOException {
    try (JarFile file = new JarFile(jar)) {
      return file.stream()
          .map(entry -> entry.getName())
          .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
          .collect(Collectors.toSet());
    }
  }

  private static String packageOf(String name) {
    return name.substring(0, name.lastIndexOf('/'));
  }
}
