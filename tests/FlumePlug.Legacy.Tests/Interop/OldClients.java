import com.cloudera.flume.handlers.avro.AvroFlumeOGEvent;
import com.cloudera.flume.handlers.avro.FlumeOGEventAvroServer;
import com.cloudera.flume.handlers.thrift.Priority;
import com.cloudera.flume.handlers.thrift.ThriftFlumeEvent;
import com.cloudera.flume.handlers.thrift.ThriftFlumeEventServer;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.ipc.HttpTransceiver;
import org.apache.avro.ipc.specific.SpecificRequestor;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.transport.TSocket;

/** What an agent of Flume 0.9 sends: avro|thrift PORT, a thousand events, one of them of a megabyte. */
public class OldClients {
    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    static String body(int i) {
        return i == 500 ? "x".repeat(1024 * 1024) : "body " + i;
    }

    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[1]);
        if (args[0].equals("thrift")) {
            TSocket socket = new TSocket("127.0.0.1", port);
            socket.open();
            ThriftFlumeEventServer.Client client = new ThriftFlumeEventServer.Client(new TBinaryProtocol(socket));
            for (int i = 0; i < 1000; i++) {
                Map<String, ByteBuffer> fields = new HashMap<>();
                fields.put("käse", bytes("brötchen€"));
                client.append(new ThriftFlumeEvent(1000 + i, Priority.WARN, bytes(body(i)), i, "hübsch", fields));
            }
            client.close();
            socket.close();
            return;
        }
        HttpTransceiver http = new HttpTransceiver(new URL("http://127.0.0.1:" + port));
        FlumeOGEventAvroServer client = SpecificRequestor.getClient(FlumeOGEventAvroServer.class, http);
        for (int i = 0; i < 1000; i++) {
            Map<CharSequence, ByteBuffer> fields = new HashMap<>();
            fields.put("käse", bytes("brötchen€"));
            client.append(new AvroFlumeOGEvent((long) (1000 + i), com.cloudera.flume.handlers.avro.Priority.WARN, bytes(body(i)), (long) i, "hübsch", fields));
        }
        if (args.length > 2) {
            try {
                client.append(new AvroFlumeOGEvent(1L, com.cloudera.flume.handlers.avro.Priority.WARN, bytes("refused"), 1L, "h", new HashMap<>()));
            } catch (Exception expected) {
                System.out.println("REFUSED " + expected);
            }
        }
    }
}
