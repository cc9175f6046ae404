import java.nio.file.*;
import java.util.*;
import org.apache.flume.formatter.output.BucketPath;

/** What Flume makes of path templates. Each line: template, zone, unit, value (0: no rounding), timestamp; tabs between. */
public class Buckets {
  public static void main(String[] args) throws Exception {
    for (String line : Files.readAllLines(Paths.get(args[0]))) {
      String[] f = line.split("\t");
      int unit = f[2].equals("hour") ? Calendar.HOUR_OF_DAY : f[2].equals("minute") ? Calendar.MINUTE : Calendar.SECOND;
      int value = Integer.parseInt(f[3]);
      System.out.println("= " + BucketPath.escapeString(f[0], Map.of("timestamp", f[4], "host", "web1", "a.b-c_d", "x$1\\y"),
          TimeZone.getTimeZone(f[1]), value > 0, unit, value, false));
    }
  }
}
