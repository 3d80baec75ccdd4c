package io.murmur.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The command of that name, where there is one. */
final class Kubectl {

  private Kubectl() {}

  static boolean isThere() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")));
  }

  /** What it makes of an overlay. */
  static List<JsonNode> kustomize(String overlay) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                "kubectl", "kustomize", Manifests.K8S.resolve("overlays/" + overlay).toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError("kubectl kustomize failed for " + overlay);
    }
    return Yaml.all(output);
  }
}
