package dev.ficus.cli.demo;

import java.util.concurrent.CountDownLatch;

/** A child process for tests: says that it runs, and goes on until it is ended. */
final class SleepyChild {

  private SleepyChild() {}

  public static void main(String[] args) throws InterruptedException {
    if (args.length > 0 && args[0].equals("dies")) {
      System.out.println("no luck today");
      System.exit(3);
    }
    if (args.length > 0 && args[0].equals("stubborn")) {
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    try {
                      new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  }));
    }
    System.out.println("runs");
    new CountDownLatch(1).await();
  }
}
