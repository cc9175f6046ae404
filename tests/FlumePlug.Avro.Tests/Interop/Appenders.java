import java.util.List;
import org.apache.flume.clients.log4jappender.*;
import org.apache.log4j.*;

/** Flume's appenders for log4j 1: PORT of the single one, PORTS of the balancing one. */
public class Appenders {
  public static void main(String[] ports) throws Exception {
    Log4jAppender single = new Log4jAppender();
    single.setName("single");
    single.setHostname("localhost");
    single.setPort(Integer.parseInt(ports[0]));
    single.setLayout(new PatternLayout("%p %c: %m"));
    single.activateOptions();
    Logger logger = Logger.getLogger("com.shop.Checkout");
    logger.setAdditivity(false);
    logger.setLevel(Level.ALL);
    logger.addAppender(single);
    logger.info("br\u00f6tchen \u20ac");
    logger.error("failed");
    logger.info(List.of("first", "second"));

    LoadBalancingLog4jAppender balancing = new LoadBalancingLog4jAppender();
    balancing.setName("balancing");
    balancing.setHosts("localhost:" + ports[1] + " localhost:" + ports[2]);
    balancing.activateOptions();
    Logger other = Logger.getLogger("other");
    other.setAdditivity(false);
    other.setLevel(Level.ALL);
    other.addAppender(balancing);
    for (int i = 0; i < 10; i++) other.warn("balanced " + i);
    single.close();
    balancing.close();
    System.out.println("All is logged.");
    System.exit(0);
  }
}
