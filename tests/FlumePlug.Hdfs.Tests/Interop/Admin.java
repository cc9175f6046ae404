import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.tools.DFSAdmin;
import org.apache.hadoop.util.ToolRunner;

/** "hdfs dfsadmin ARGS". */
public class Admin {
  public static void main(String[] args) throws Exception {
    System.exit(ToolRunner.run(new DFSAdmin(new Configuration()), args));
  }
}
