package dev.ficus.bench.stock;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** One catch-all route to {@code stock.upstream}, and nothing of Ficus. */
@SpringBootApplication(proxyBeanMethods = false)
public class StockGateway {

  /** Starts it. */
  public static void main(String[] arguments) {
    SpringApplication.run(StockGateway.class, arguments);
  }
}
