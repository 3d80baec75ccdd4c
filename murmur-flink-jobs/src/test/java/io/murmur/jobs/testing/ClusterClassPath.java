package io.murmur.jobs.testing;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The part of this JVM's class path that a Flink distribution would have: Flink's own artifacts,
 * what they need, and a logging backend.
 */
public final class ClusterClassPath {

  /** What flink-dist bundles and what lies beside it in {@code lib}, by the names of the jars. */
  private static final List<String> PROVIDED =
      List.of(
          "flink-annotations-",
          "flink-clients-",
          "flink-connector-base-",
          "flink-connector-datagen-",
          "flink-connector-files-",
          "flink-core-",
          "flink-datastream-",
          "flink-dstl-dfs-",
          "flink-file-sink-common-",
          "flink-hadoop-fs-",
          "flink-metrics-core-",
          "flink-queryable-state-client-java-",
          "flink-rpc-",
          "flink-runtime-",
          "flink-shaded-",
          "flink-statebackend-",
          "flink-streaming-java-",
          "asm-",
          "commons-cli-",
          "commons-collections-",
          "commons-compress-",
          "commons-io-",
          "commons-lang3-",
          "commons-math3-",
          "commons-text-",
          "javassist-",
          "jsr305-",
          "kryo-",
          "log4j-",
          "lz4-java-",
          "aircompressor-",
          "minlog-",
          "objenesis-",
          "rocksdbjni-",
          "frocksdbjni-",
          "slf4j-api-",
          "snakeyaml-engine-",
          "snappy-java-",
          "typesafe-config-");

  private ClusterClassPath() {}

  /** The jars as one class path. */
  public static String ofThisJvm() {
    return String.join(File.pathSeparator, jars());
  }

  /** The paths of the jars. */
  public static List<String> jars() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> entry.endsWith(".jar") && !entry.endsWith("-tests.jar"))
        .filter(ClusterClassPath::provided)
        .toList();
  }

  private static boolean provided(String entry) {
    String file = Path.of(entry).getFileName().toString();
    return PROVIDED.stream().anyMatch(file::startsWith);
  }
}
