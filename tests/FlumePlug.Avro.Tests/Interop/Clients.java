import java.nio.charset.StandardCharsets;
import java.util.*;
import org.apache.flume.Event;
import org.apache.flume.api.*;
import org.apache.flume.event.EventBuilder;

/** Flume's own RPC clients: single, failover, load-balancing; arguments are ports of three sources. */
public class Clients {
  public static void main(String[] ports) throws Exception {
    RpcClient one = RpcClientFactory.getDefaultInstance("localhost", Integer.parseInt(ports[0]), 5000);
    one.append(event("single", Map.of("schl\u00fcssel", "w\u00e4rt\u20ac\ud83d\ude00")));
    one.append(event("", Map.of()));
    List<Event> many = new ArrayList<>();
    for (int i = 0; i < 10000; i++) many.add(event("many " + i, Map.of("i", "" + i % 7)));
    one.appendBatch(many);
    one.append(EventBuilder.withBody(new byte[10 * 1024 * 1024]));
    one.close();

    Properties failover = new Properties();
    failover.setProperty("client.type", "default_failover");
    failover.setProperty("hosts", "h0 h1");
    failover.setProperty("hosts.h0", "localhost:1");
    failover.setProperty("hosts.h1", "localhost:" + ports[1]);
    RpcClient second = RpcClientFactory.getInstance(failover);
    second.appendBatch(List.of(event("failover 1", Map.of()), event("failover 2", Map.of())));
    second.close();

    Properties balancing = new Properties();
    balancing.setProperty("client.type", "default_loadbalance");
    balancing.setProperty("hosts", "h1 h2");
    balancing.setProperty("hosts.h1", "localhost:" + ports[1]);
    balancing.setProperty("hosts.h2", "localhost:" + ports[2]);
    RpcClient third = RpcClientFactory.getInstance(balancing);
    for (int i = 0; i < 10; i++) third.append(event("balanced " + i, Map.of()));
    third.close();
    System.out.println("All is sent.");
  }

  private static Event event(String body, Map<String, String> headers) {
    return EventBuilder.withBody(body.getBytes(StandardCharsets.UTF_8), new HashMap<>(headers));
  }
}
