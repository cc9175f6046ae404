import java.io.*;
import java.nio.charset.StandardCharsets;
import java.text.*;
import java.util.*;

/** Each line: "format" or "parse", zone, pattern, milliseconds or text. Answer: the text, the milliseconds, or E and a message. */
public class DateFormatPeer {
    public static void main(String[] arguments) throws IOException {
        Locale.setDefault(Locale.US);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, "UTF-8");
        for (String line; (line = in.readLine()) != null; ) {
            String[] parts = line.split("\t", -1);
            try {
                TimeZone.setDefault(TimeZone.getTimeZone(parts[1]));
                SimpleDateFormat format = new SimpleDateFormat(parts[2]);
                out.println(parts[0].equals("format") ? "=" + format.format(new Date(Long.parseLong(parts[3])))
                    : Long.toString(format.parse(parts[3]).getTime()));
            } catch (ParseException e) {
                out.println("unfit");
            } catch (RuntimeException e) {
                out.println("E " + e.getMessage());
            }
        }
        out.flush();
    }
}
