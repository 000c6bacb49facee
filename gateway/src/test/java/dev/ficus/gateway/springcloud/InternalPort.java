package dev.ficus.gateway.springcloud;

import org.springframework.context.ApplicationContext;

/** Tells tests where the internal server of a gateway listens. */
public final class InternalPort {

  private InternalPort() {}

  public static int of(ApplicationContext gateway) {
    return gateway.getBean(InternalServer.class).port();
  }
}
