import java.nio.charset.StandardCharsets;
import java.util.*;
import org.apache.flume.Event;
import org.apache.flume.EventDeliveryException;
import org.apache.flume.api.*;
import org.apache.flume.event.EventBuilder;

/** Flume's own Thrift client: PORT PROTOCOL [TRUSTSTORE PASSWORD]; "short" as the last argument: two small calls only. */
public class ThriftClients {
  public static void main(String[] a) throws Exception {
    Properties properties = new Properties();
    properties.setProperty("client.type", "thrift");
    properties.setProperty("hosts", "h1");
    properties.setProperty("hosts.h1", "localhost:" + a[0]);
    properties.setProperty("protocol", a[1]);
    properties.setProperty("batch-size", "10000");
    boolean isShort = a[a.length - 1].equals("short");
    if (a.length > 3) {
      properties.setProperty("ssl", "true");
      properties.setProperty("truststore", a[2]);
      properties.setProperty("truststore-password", a[3]);
      properties.setProperty("truststore-type", "PKCS12");
    }
    RpcClient client = RpcClientFactory.getInstance(properties);
    client.append(event("single", Map.of("schl\u00fcssel", "w\u00e4rt\u20ac\ud83d\ude00")));
    client.appendBatch(List.of(event("", Map.of()), event("two", Map.of("h", "v"))));
    if (!isShort) {
      List<Event> many = new ArrayList<>();
      for (int i = 0; i < 10000; i++) many.add(event("many " + i, Map.of("i", "" + i % 7)));
      client.appendBatch(many);
      client.append(EventBuilder.withBody(new byte[10 * 1024 * 1024]));
      // Several threads use several connections of the client's.
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        int thread = t;
        threads.add(new Thread(() -> {
          try {
            for (int i = 0; i < 25; i++) client.append(event("thread " + thread + " " + i, Map.of()));
          } catch (EventDeliveryException failure) {
            throw new IllegalStateException(failure);
          }
        }));
      }
      for (Thread thread : threads) thread.start();
      for (Thread thread : threads) thread.join();
    }
    client.close();
    System.out.println("All is sent.");
    System.exit(0);
  }

  private static Event event(String body, Map<String, String> headers) {
    return EventBuilder.withBody(body.getBytes(StandardCharsets.UTF_8), new HashMap<>(headers));
  }
}
