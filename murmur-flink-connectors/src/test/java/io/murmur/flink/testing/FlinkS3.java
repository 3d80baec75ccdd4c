package io.murmur.flink.testing;

import io.murmur.testing.S3Local;
import java.net.URL;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.DefaultPluginManager;
import org.apache.flink.core.plugin.PluginDescriptor;
import org.apache.flink.fs.s3hadoop.S3FileSystemFactory;

/** Lets Flink, in all of this JVM, read and write {@code s3://} on a server of the tests. */
public final class FlinkS3 {

  /** What a plugin takes from the class path of all; the rest it has to bring. */
  private static final String[] SHARED = {
    "java.",
    "org.apache.flink.annotation",
    "org.apache.flink.api",
    "org.apache.flink.configuration",
    "org.apache.flink.core",
    "org.apache.flink.metrics",
    "org.apache.flink.util",
    "org.apache.log4j",
    "org.apache.logging",
    "org.slf4j"
  };

  private FlinkS3() {}

  /**
   * Sets Flink's file systems up. That of S3 is loaded apart from all else, as a cluster loads its
   * plugins: on the class path it would meet the newer Hadoop that Parquet is read with.
   */
  public static void use(S3Local s3) {
    Configuration settings = new Configuration();
    settings.setString("s3.endpoint", s3.endpoint().toString());
    settings.setString("s3.path.style.access", "true");
    settings.setString("s3.access-key", S3Local.ACCESS_KEY);
    settings.setString("s3.secret-key", S3Local.SECRET_KEY);
    URL jar = S3FileSystemFactory.class.getProtectionDomain().getCodeSource().getLocation();
    PluginDescriptor plugin = new PluginDescriptor("s3", new URL[] {jar}, new String[0]);
    FileSystem.initialize(settings, new DefaultPluginManager(List.of(plugin), SHARED));
  }
}
