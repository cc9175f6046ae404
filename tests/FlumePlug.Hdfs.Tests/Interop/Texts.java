import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.*;

/** What "hdfs dfs -text" says of every file below each directory, in the order of the names; the name, without its counter, in front. */
public class Texts {
  public static void main(String[] args) throws Exception {
    Configuration conf = new Configuration();
    FsShell shell = new FsShell(conf);
    for (String directory : args) {
      FileSystem files = new Path(directory).getFileSystem(conf);
      FileStatus[] found = files.listStatus(new Path(directory));
      java.util.Arrays.sort(found);
      for (FileStatus file : found) {
        System.out.println("== " + new Path(directory).getName() + "/" + file.getPath().getName().replaceAll("\\.\\d{13}", ".*"));
        System.out.flush();
        int code = shell.run(new String[] {"-text", file.getPath().toString()});
        System.out.println();
        System.out.println("-- " + code);
        System.out.flush();
      }
    }
  }
}
