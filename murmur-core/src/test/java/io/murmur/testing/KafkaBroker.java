package io.murmur.testing;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.security.plain.PlainLoginModule;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.test.JaasUtils;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;

/** A real broker of Kafka in this JVM. Tests get one from {@link KafkaBrokerExtension}. */
public final class KafkaBroker implements AutoCloseable {

  private static final AtomicInteger NAMES = new AtomicInteger();

  private static final Map<String, String> LOGIN =
      Map.of(
          CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
          SecurityProtocol.SASL_PLAINTEXT.name,
          SaslConfigs.SASL_MECHANISM,
          "PLAIN",
          SaslConfigs.SASL_JAAS_CONFIG,
          "%s required username=\"%s\" password=\"%s\";"
              .formatted(
                  PlainLoginModule.class.getName(),
                  JaasUtils.KAFKA_PLAIN_ADMIN,
                  JaasUtils.KAFKA_PLAIN_ADMIN_PASSWORD));

  private final KafkaClusterTestKit kit;
  private final Map<String, String> login;
  private final Admin admin;

  private KafkaBroker(KafkaClusterTestKit kit, Map<String, String> login) {
    this.kit = kit;
    this.login = login;
    this.admin = Admin.create(clientSettings());
  }

  /** Starts a broker and returns when it answers. */
  public static KafkaBroker start() {
    return start(SecurityProtocol.PLAINTEXT);
  }

  /** Starts a broker that asks for user and password, and returns when it answers. */
  public static KafkaBroker startWithPasswords() {
    return start(SecurityProtocol.SASL_PLAINTEXT);
  }

  private static KafkaBroker start(SecurityProtocol protocol) {
    try {
      KafkaClusterTestKit kit =
          new KafkaClusterTestKit.Builder(
                  new TestKitNodes.Builder()
                      .setCombined(true)
                      .setNumBrokerNodes(1)
                      .setNumControllerNodes(1)
                      .setBrokerSecurityProtocol(protocol)
                      .setControllerSecurityProtocol(protocol)
                      .build())
              .setConfigProp("offsets.topic.replication.factor", "1")
              .setConfigProp("offsets.topic.num.partitions", "1")
              .setConfigProp("transaction.state.log.replication.factor", "1")
              .setConfigProp("transaction.state.log.min.isr", "1")
              .setConfigProp("transaction.state.log.num.partitions", "1")
              .setConfigProp("group.initial.rebalance.delay.ms", "0")
              .setConfigProp("auto.create.topics.enable", "true") // as by default
              .setConfigProp("log.retention.ms", "-1") // records of tests are of any time
              .setConfigProp("log.cleaner.backoff.ms", "50")
              .setConfigProp("log.cleaner.dedupe.buffer.size", "2000000")
              .build();
      kit.format();
      kit.startup();
      kit.waitForReadyBrokers();
      return new KafkaBroker(kit, protocol == SecurityProtocol.SASL_PLAINTEXT ? LOGIN : Map.of());
    } catch (Exception e) {
      throw new IllegalStateException("No broker of Kafka could be started", e);
    }
  }

  /** Where clients connect, {@code host:port}. */
  public String servers() {
    return kit.bootstrapServers();
  }

  /** What clients have to be told, with the user and the password if the broker wants them. */
  public Map<String, Object> clientSettings() {
    Map<String, Object> settings = new TreeMap<>(login);
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers());
    return settings;
  }

  /** A client that may do everything; the broker closes it. */
  public Admin admin() {
    return admin;
  }

  /** A new topic, whose name no other has. */
  public String newTopic(String what, int partitions, Map<String, String> settings) {
    String name = what + "-" + NAMES.incrementAndGet();
    get(
        admin
            .createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(settings)))
            .all());
    return name;
  }

  /** Deletes the records of a partition before an offset, as retention would. */
  public void deleteBefore(String topic, int partition, long offset) {
    get(
        admin
            .deleteRecords(
                Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(offset)))
            .all());
  }

  /** A producer of texts, without transactions; the caller closes it. */
  public KafkaProducer<String, String> producer() {
    return new KafkaProducer<>(settings(), new StringSerializer(), new StringSerializer());
  }

  /** A producer of texts in transactions, ready to begin one; the caller closes it. */
  public KafkaProducer<String, String> producer(String transactionalId) {
    Properties settings = settings();
    settings.setProperty(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    KafkaProducer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    producer.initTransactions();
    return producer;
  }

  private Properties settings() {
    Properties settings = new Properties();
    settings.putAll(clientSettings());
    settings.setProperty(ProducerConfig.LINGER_MS_CONFIG, "5");
    settings.setProperty(ProducerConfig.BATCH_SIZE_CONFIG, "65536");
    return settings;
  }

  private static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Ends the broker and deletes what it wrote. */
  @Override
  public void close() {
    admin.close();
    try {
      kit.close();
    } catch (Exception e) {
      throw new IllegalStateException("The broker of Kafka did not end", e);
    }
  }
}
