import java.io.File;
import org.apache.avro.*;
import org.apache.avro.file.*;
import org.apache.avro.generic.*;

/** Reads container files and prints each record; then writes one for each codec. Arguments: directory, names of files to read. */
public class Containers {
  public static void main(String[] a) throws Exception {
    for (int i = 1; i < a.length; i++)
      try (DataFileReader<Object> reader = new DataFileReader<>(new File(a[0], a[i]), new GenericDatumReader<>())) {
        for (Object record : reader) System.out.println("READ " + a[i] + " " + record);
      }
    Schema schema = new Schema.Parser().parse("{\"type\":\"record\",\"name\":\"R\",\"namespace\":\"n.s\",\"doc\":\"d\",\"fields\":["
        + "{\"name\":\"id\",\"type\":\"int\",\"default\":7},{\"name\":\"text\",\"type\":[\"null\",\"string\"]}]}");
    for (String codec : new String[] {"null", "deflate", "snappy"})
      try (DataFileWriter<Object> writer = new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
        writer.setCodec(CodecFactory.fromString(codec));
        writer.setSyncInterval(1000);
        writer.create(schema, new File(a[0], codec + ".java"));
        for (int i = 0; i < 1000; i++) {
          GenericRecord record = new GenericData.Record(schema);
          record.put("id", i);
          record.put("text", i % 5 == 0 ? null : "text " + i + " text");
          writer.append(record);
        }
      }
    StringBuilder hash = new StringBuilder();
    for (byte b : SchemaNormalization.parsingFingerprint("CRC-64-AVRO", schema)) hash.append(String.format("%02x", b));
    System.out.println("HASH " + hash);
    System.out.println("LITERAL " + schema);
  }
}
