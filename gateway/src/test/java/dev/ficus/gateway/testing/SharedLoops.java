package dev.ficus.gateway.testing;

import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.client.ReactorResourceFactory;

/**
 * The event loops and connections that all gateways of this JVM have in common. One that is closed
 * leaves them to the others, which a gateway in a process of its own need not do.
 */
final class SharedLoops extends ReactorResourceFactory {

  private SharedLoops() {}

  static void keep(GenericApplicationContext context) {
    context.registerBean("reactorResourceFactory", ReactorResourceFactory.class, SharedLoops::new);
  }

  @Override
  public void destroy() {
    // They are not this gateway's alone.
  }

  @Override
  public void stop() {
    // They are not this gateway's alone.
  }
}
