import java.io.*;
import java.nio.charset.StandardCharsets;
import java.util.*;

/** Reads texts (length, bytes) from standard input and answers each with what java.util.Properties makes of it. */
public class Props {
  public static void main(String[] arguments) throws IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(System.in));
    DataOutputStream out = new DataOutputStream(new BufferedOutputStream(System.out));
    for (int cases = in.readInt(); cases > 0; cases--) {
      byte[] text = new byte[in.readInt()];
      in.readFully(text);
      Properties properties = new Properties();
      try {
        properties.load(new ByteArrayInputStream(text));
        out.writeInt(properties.size());
        for (Map.Entry<Object, Object> entry : properties.entrySet()) {
          write(out, (String) entry.getKey());
          write(out, (String) entry.getValue());
        }
      } catch (IllegalArgumentException malformed) {
        out.writeInt(-1);
      }
    }
    out.flush();
  }

  private static void write(DataOutputStream out, String text) throws IOException {
    out.writeInt(text.length());
    out.writeChars(text);
  }
}
