import java.io.*;
import java.nio.charset.StandardCharsets;
import java.util.*;
import org.joda.time.DateTimeZone;
import org.joda.time.format.DateTimeFormat;

/** Each line: zone, pattern, text. Answer: milliseconds, or the message of the exception. */
public class JodaPeer {
    public static void main(String[] arguments) throws IOException {
        Locale.setDefault(Locale.US);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, "UTF-8");
        for (String line; (line = in.readLine()) != null; ) {
            String[] parts = line.split("\t", -1);
            try {
                DateTimeZone.setDefault(DateTimeZone.forID(parts[0]));
                out.println(DateTimeFormat.forPattern(parts[1]).parseMillis(parts[2]));
            } catch (RuntimeException e) {
                out.println("E " + e.getMessage());
            }
        }
        out.flush();
    }
}
