import java.io.*;
import java.nio.*;
import java.nio.charset.StandardCharsets;
import java.util.*;
import java.util.regex.*;

/** Each line: flags, pattern, text (base64 of UTF-16). Answer: all matches with the spans of all groups, or the error. */
public class RegexPeer {
    /** UTF-16, little-endian, halves of pairs too. */
    static String decode(String text) {
        return ByteBuffer.wrap(Base64.getDecoder().decode(text)).order(ByteOrder.LITTLE_ENDIAN).asCharBuffer().toString();
    }

    static String encode(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(text.length() * 2).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asCharBuffer().put(text);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    static void spans(Matcher matcher, StringBuilder out) {
        for (int group = 0; group <= matcher.groupCount(); group++)
            out.append(group == 0 ? "" : ",").append(matcher.start(group)).append('-').append(matcher.end(group));
        out.append(';');
    }

    static String answer(String[] parts) {
        try {
            Pattern pattern = Pattern.compile(decode(parts[1]), Integer.parseInt(parts[0]));
            String text = decode(parts[2]);
            StringBuilder out = new StringBuilder();
            Matcher matcher = pattern.matcher(text);
            for (int count = 0; count < 60 && matcher.find(); count++) spans(matcher, out);
            out.append('|');
            if (matcher.reset().matches()) spans(matcher, out);
            out.append('|');
            if (matcher.reset().lookingAt()) spans(matcher, out);
            if (parts.length > 3) {
                out.append('|');
                try {
                    String replaced = pattern.matcher(text).replaceAll(decode(parts[3]));
                    out.append("=").append(encode(replaced));
                } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                    out.append("!").append(e.getMessage());
                }
            }
            return out.toString();
        } catch (PatternSyntaxException e) {
            return "E " + e.getDescription() + " @" + e.getIndex();
        } catch (Throwable e) {
            return "T " + e;
        }
    }

    public static void main(String[] arguments) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, "UTF-8");
        for (String line; (line = in.readLine()) != null; )
            out.println(answer(line.split("\t", -1)).replace('\n', ' '));
        out.flush();
    }
}
