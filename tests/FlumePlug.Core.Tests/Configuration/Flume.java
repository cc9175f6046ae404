import java.io.*;
import java.util.*;
import org.apache.commons.text.StringSubstitutor;
import org.apache.commons.text.lookup.*;
import org.apache.flume.conf.FlumeConfiguration;
import org.apache.flume.conf.FlumeConfiguration.AgentConfiguration;

/**
 * Answers cases from standard input with Flume's own classes. "substitute": the values of properties, replaced by
 * Commons Text. "validate": what FlumeConfiguration keeps; its warnings go to standard error behind a line "=== case".
 */
public class Flume {
  public static void main(String[] arguments) throws Exception {
    DataInputStream in = new DataInputStream(new BufferedInputStream(System.in));
    DataOutputStream out = new DataOutputStream(new BufferedOutputStream(System.out));
    for (int cases = in.readInt(); cases > 0; cases--) {
      Map<String, String> properties = new LinkedHashMap<>();
      for (int size = in.readInt(); size > 0; size--) {
        properties.put(read(in), read(in));
      }
      if (arguments[0].equals("substitute")) {
        substitute(properties, out);
      } else {
        System.err.println("=== case");
        validate(properties, out);
      }
    }
    out.flush();
  }

  private static void substitute(Map<String, String> properties, DataOutputStream out) throws IOException {
    Map<String, StringLookup> prefixes = new HashMap<>();
    prefixes.put("sys", StringLookupFactory.INSTANCE.systemPropertyStringLookup());
    prefixes.put("env", StringLookupFactory.INSTANCE.environmentVariableStringLookup());
    prefixes.put("b64", StringLookupFactory.INSTANCE.base64EncoderStringLookup());
    prefixes.put("unb64", StringLookupFactory.INSTANCE.base64DecoderStringLookup());
    prefixes.put("url", StringLookupFactory.INSTANCE.urlEncoderStringLookup());
    prefixes.put("unurl", StringLookupFactory.INSTANCE.urlDecoderStringLookup());
    prefixes.put("text", StringLookupFactory.INSTANCE.fileStringLookup());
    prefixes.put("other", StringLookupFactory.INSTANCE.propertiesStringLookup());
    prefixes.put("xml", StringLookupFactory.INSTANCE.xmlStringLookup());
    StringSubstitutor substitutor = new StringSubstitutor(StringLookupFactory.INSTANCE.interpolatorStringLookup(
        prefixes, StringLookupFactory.INSTANCE.mapStringLookup(properties), false));
    substitutor.setEnableSubstitutionInVariables(true);
    for (String value : properties.values()) {
      String answer;
      try {
        answer = "=" + substitutor.replace(value);
      } catch (IllegalStateException | IllegalArgumentException | StackOverflowError refused) {
        answer = "!";
      }
      write(out, answer);
    }
  }

  private static void validate(Map<String, String> properties, DataOutputStream out) throws IOException {
    StringBuilder kept = new StringBuilder();
    try {
      FlumeConfiguration configuration = new FlumeConfiguration(properties);
      for (String name : new TreeSet<>(Arrays.asList("a1", "a2"))) {
        AgentConfiguration agent = configuration.getConfigurationFor(name);
        if (agent == null) continue;
        kept.append(name).append(" channels").append(new TreeSet<>(agent.getChannelSet()));
        kept.append(" sources").append(new TreeSet<>(agent.getSourceSet()));
        kept.append(" sinks").append(new TreeSet<>(agent.getSinkSet()));
        kept.append(" groups").append(new TreeSet<>(agent.getSinkgroupSet())).append('\n');
      }
    } catch (NullPointerException defect) {
      kept.append('!');
    }
    write(out, kept.toString());
  }

  private static String read(DataInputStream in) throws IOException {
    char[] text = new char[in.readInt()];
    for (int i = 0; i < text.length; i++) text[i] = in.readChar();
    return new String(text);
  }

  private static void write(DataOutputStream out, String text) throws IOException {
    out.writeInt(text.length());
    out.writeChars(text);
  }
}
