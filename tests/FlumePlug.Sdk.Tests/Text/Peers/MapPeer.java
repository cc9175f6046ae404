import java.io.*;
import java.nio.charset.StandardCharsets;
import java.util.*;

/** Each line: "new" or "copy", then tab-separated names, put in this order with their position as value. */
public class MapPeer {
    public static void main(String[] arguments) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, "UTF-8");
        for (String line; (line = in.readLine()) != null; ) {
            String[] parts = line.split("\t");
            Map<String, String> map = parts[0].equals("copy") ? new LinkedHashMap<>() : new HashMap<>();
            for (int i = 1; i < parts.length; i++) map.put(parts[i], Integer.toString(i));
            out.println(parts[0].equals("copy") ? new HashMap<>(map) : map);
        }
        out.flush();
    }
}
