import java.io.*;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.*;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.*;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.resource.*;
import org.apache.kafka.common.serialization.*;

/** Kafka's own Java clients, told line by line what to do: words apart by tabs, bytes in Base64, "-" for none. */
public class KafkaPeer {
  static Properties common = new Properties();

  public static void main(String[] args) throws Exception {
    common.put("bootstrap.servers", args[0]);
    Admin admin = Admin.create(common);
    Properties p = new Properties();
    p.putAll(common);
    p.put("linger.ms", "5");
    Producer<byte[], byte[]> producer = new KafkaProducer<>(p, new ByteArraySerializer(), new ByteArraySerializer());
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("READY");
    for (String line; (line = in.readLine()) != null; ) {
      String[] w = line.split("\t", -1);
      try {
        switch (w[0]) {
          case "create": {
            Map<String, String> config = new HashMap<>();
            for (int i = 3; i < w.length; i++) config.put(w[i].split("=", 2)[0], w[i].split("=", 2)[1]);
            admin.createTopics(List.of(new NewTopic(w[1], Integer.parseInt(w[2]), (short) 1).configs(config))).all().get();
            break;
          }
          case "extend":
            admin.createPartitions(Map.of(w[1], NewPartitions.increaseTo(Integer.parseInt(w[2])))).all().get();
            break;
          case "send": {
            ProducerRecord<byte[], byte[]> r = new ProducerRecord<>(w[1], w[2].equals("-") ? null : Integer.valueOf(w[2]),
                w[5].equals("-") ? null : Long.valueOf(w[5]), bytes(w[3]), bytes(w[4]));
            for (int i = 6; i < w.length; i++) r.headers().add(w[i].split(":", 2)[0], bytes(w[i].split(":", 2)[1]));
            producer.send(r).get(30, TimeUnit.SECONDS);
            break;
          }
          case "flood": {
            byte[] body = new byte[Integer.parseInt(w[3])];
            for (int i = 0; i < Integer.parseInt(w[2]); i++) {
              byte[] number = Integer.toString(i).getBytes();
              byte[] value = Arrays.copyOf(body, Math.max(body.length, number.length));
              System.arraycopy(number, 0, value, 0, number.length);
              producer.send(new ProducerRecord<>(w[1], number, value));
            }
            producer.flush();
            break;
          }
          case "read":
            read(w[1], w[2]);
            break;
          case "count": {
            long count = 0;
            try (Consumer<byte[], byte[]> c = consumer("read_uncommitted")) {
              List<TopicPartition> parts = parts(c, w[1]);
              Map<TopicPartition, Long> begin = c.beginningOffsets(parts);
              for (Map.Entry<TopicPartition, Long> e : c.endOffsets(parts).entrySet()) count += e.getValue() - begin.get(e.getKey());
            }
            System.out.println(count);
            break;
          }
          case "committed": {
            long sum = 0;
            for (OffsetAndMetadata o : admin.listConsumerGroupOffsets(w[1]).partitionsToOffsetAndMetadata().get().values())
              sum += o == null ? 0 : o.offset();
            System.out.println(sum);
            break;
          }
          case "allow":
            admin.createAcls(List.of(new AclBinding(new ResourcePattern(ResourceType.TOPIC, w[1], PatternType.LITERAL),
                new AccessControlEntry("User:" + w[2], "*", AclOperation.ALL, AclPermissionType.ALLOW)))).all().get();
            break;
          case "scram":
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(w[1], new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), w[2]))).all().get();
            break;
          default:
            throw new IllegalArgumentException(w[0]);
        }
        System.out.println("OK");
      } catch (Throwable t) {
        System.out.println("ERROR " + t.toString().replace('\n', ' '));
      }
    }
    System.exit(0);
  }

  static byte[] bytes(String s) {
    return s.equals("-") ? null : Base64.getDecoder().decode(s);
  }

  static String text(byte[] b) {
    return b == null ? "-" : Base64.getEncoder().encodeToString(b);
  }

  static Consumer<byte[], byte[]> consumer(String isolation) {
    Properties p = new Properties();
    p.putAll(common);
    p.put("isolation.level", isolation);
    p.put("enable.auto.commit", "false");
    return new KafkaConsumer<>(p, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  static List<TopicPartition> parts(Consumer<byte[], byte[]> c, String topic) {
    List<TopicPartition> parts = new ArrayList<>();
    List<org.apache.kafka.common.PartitionInfo> infos = c.partitionsFor(topic);
    if (infos != null) for (org.apache.kafka.common.PartitionInfo i : infos) parts.add(new TopicPartition(topic, i.partition()));
    return parts;
  }

  // Everything that is there now.
  static void read(String topic, String isolation) {
    try (Consumer<byte[], byte[]> c = consumer(isolation)) {
      List<TopicPartition> parts = parts(c, topic);
      c.assign(parts);
      c.seekToBeginning(parts);
      Map<TopicPartition, Long> ends = c.endOffsets(parts);
      while (true) {
        boolean open = false;
        for (TopicPartition part : parts) open |= c.position(part) < ends.get(part);
        if (!open) return;
        for (ConsumerRecord<byte[], byte[]> r : c.poll(Duration.ofMillis(100))) {
          StringBuilder line = new StringBuilder("RECORD\t" + r.partition() + "\t" + r.offset() + "\t" + r.timestamp() + "\t" + text(r.key()) + "\t" + text(r.value()));
          for (Header h : r.headers()) line.append("\t").append(h.key()).append(":").append(text(h.value()));
          System.out.println(line);
        }
      }
    }
  }
}
