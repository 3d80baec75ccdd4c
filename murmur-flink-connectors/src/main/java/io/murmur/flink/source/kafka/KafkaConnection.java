package io.murmur.flink.source.kafka;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * How a cluster of Kafka is reached.
 *
 * @param servers some of its brokers, {@code host:port}
 * @param properties further ones of Kafka's consumer, for example {@code security.protocol} and
 *     {@code sasl.jaas.config}; never shown
 */
public record KafkaConnection(List<String> servers, SortedMap<String, String> properties)
    implements Serializable {

  /** How long an answer to a question may take. */
  static final int TIMEOUT_MILLIS = 10_000;

  private static final int REQUEST_MILLIS = 5_000;
  private static final long BACKOFF_MILLIS = 1_000;

  /** What a range sets itself, since its promises rest on it. */
  private static final Map<String, String> OURS =
      Map.of(
          ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, "servers",
          ConsumerConfig.GROUP_ID_CONFIG, "from",
          ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "from",
          ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
          ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false",
          ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, "bytes",
          ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, "bytes",
          ConsumerConfig.CLIENT_ID_CONFIG, "murmur");

  /** Copies both, and checks the names of the properties. */
  public KafkaConnection {
    servers = List.copyOf(servers);
    properties = Collections.unmodifiableSortedMap(new TreeMap<>(properties));
    if (servers.isEmpty()) {
      throw new IllegalArgumentException("a broker is needed, host:port");
    }
    for (String name : properties.keySet()) {
      if (OURS.containsKey(name)) {
        throw new IllegalArgumentException(
            "property '%s' is not free: it is always %s".formatted(name, OURS.get(name)));
      }
      if (!names().contains(name)) {
        throw new IllegalArgumentException(
            "'%s' is no property of Kafka's consumer".formatted(name));
      }
    }
  }

  /** A cluster that asks for nothing. */
  public static KafkaConnection to(String... servers) {
    return new KafkaConnection(List.of(servers), new TreeMap<>());
  }

  /** The names that properties may have, some of which are not free. */
  public static Set<String> names() {
    return ConsumerConfig.configNames();
  }

  /** Whether the value of a property is a secret. */
  public static boolean secret(String name) {
    ConfigDef.ConfigKey key = ConsumerConfig.configDef().configKeys().get(name);
    return key != null && key.type == ConfigDef.Type.PASSWORD;
  }

  /** Whether there are secrets among the properties. */
  boolean hasSecrets() {
    return properties.keySet().stream().anyMatch(KafkaConnection::secret);
  }

  /** What asks; it answers within seconds or not at all. */
  Properties asking() {
    Properties all = new Properties();
    properties.forEach(
        (name, value) -> {
          if (AdminClientConfig.configNames().contains(name)) {
            all.setProperty(name, value);
          }
        });
    all.setProperty(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, String.join(",", servers));
    all.setProperty(AdminClientConfig.CLIENT_ID_CONFIG, OURS.get(ConsumerConfig.CLIENT_ID_CONFIG));
    all.setProperty(
        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Integer.toString(TIMEOUT_MILLIS));
    all.setProperty(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Integer.toString(REQUEST_MILLIS));
    all.setProperty(
        AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, Long.toString(BACKOFF_MILLIS));
    return all;
  }

  /** What reads. */
  Properties reading() {
    Properties all = new Properties();
    all.putAll(properties);
    all.setProperty(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, String.join(",", servers));
    for (String name :
        List.of(
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG)) {
      all.setProperty(name, OURS.get(name));
    }
    return all;
  }

  /** The brokers, and nothing of the properties. */
  @Override
  public String toString() {
    return String.join(",", servers);
  }
}
