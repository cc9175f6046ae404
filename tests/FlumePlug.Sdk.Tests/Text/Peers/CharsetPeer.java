import java.io.*;
import java.nio.*;
import java.nio.charset.*;
import java.util.*;

/** Each line: "decode" or "encode", charset, base64 of bytes or of UTF-16. Answer: base64 of UTF-16 or bytes, or "unknown". */
public class CharsetPeer {
    public static void main(String[] arguments) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        StringBuilder out = new StringBuilder();
        for (String line; (line = in.readLine()) != null; out.append('\n')) {
            String[] parts = line.split("\t", -1);
            if (!Charset.isSupported(parts[1])) {
                out.append("unknown");
                continue;
            }
            Charset charset = Charset.forName(parts[1]);
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(parts[2])).order(ByteOrder.LITTLE_ENDIAN);
            byte[] answer;
            if (parts[0].equals("encode")) {
                answer = bytes.asCharBuffer().toString().getBytes(charset);
            } else {
                String text = new String(bytes.array(), charset);
                ByteBuffer units = ByteBuffer.allocate(text.length() * 2).order(ByteOrder.LITTLE_ENDIAN);
                units.asCharBuffer().put(text);
                answer = units.array();
            }
            out.append('=').append(Base64.getEncoder().encodeToString(answer));
        }
        System.out.print(out);
    }
}
