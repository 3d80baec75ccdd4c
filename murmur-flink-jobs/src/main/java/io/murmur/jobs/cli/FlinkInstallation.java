package io.murmur.jobs.cli;

import java.util.Map;
import org.apache.flink.configuration.ConfigConstants;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.IllegalConfigurationException;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.PluginUtils;

/** The file systems of the Flink installation that the environment names, {@code s3://} and all. */
final class FlinkInstallation {

  private FlinkInstallation() {}

  /**
   * Makes its file systems known, set up as its configuration says; nothing if there is none.
   *
   * @param environment the variables of the process, as Flink's own scripts set them
   * @throws IllegalArgumentException if the installation is not what the variables say
   */
  static void use(Map<String, String> environment) {
    if (!environment.containsKey(ConfigConstants.ENV_FLINK_PLUGINS_DIR)
        && !environment.containsKey(ConfigConstants.ENV_FLINK_CONF_DIR)) {
      return;
    }
    try {
      Configuration settings = GlobalConfiguration.loadConfiguration();
      FileSystem.initialize(settings, PluginUtils.createPluginManagerFromRootFolder(settings));
    } catch (IllegalConfigurationException e) {
      throw new IllegalArgumentException(
          "the Flink installation that the environment names (FLINK_HOME or FLINK_CONF_DIR) cannot"
              + " be used: "
              + e.getMessage(),
          e);
    }
  }
}
