package dev.ficus.gateway.admin;

import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.WebExceptionHandler;
import org.springframework.web.server.WebFilter;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Puts the admin API on the management port, and on no other: found through the imports file of
 * management contexts, never by component scan, and only for a port of its own.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnBean(AdminServices.class)
public class AdminManagementConfiguration {

  private static final int CALLS_AT_ONCE = 32;
  private static final int CALLS_WAITING = 256;
  private static final int IDLE_SECONDS = 60;

  @Bean(destroyMethod = "dispose")
  Scheduler adminScheduler() {
    return Schedulers.newBoundedElastic(
        CALLS_AT_ONCE,
        CALLS_WAITING,
        Thread.ofVirtual().name("ficus-admin-", 0).factory(),
        IDLE_SECONDS);
  }

  @Bean
  RouterFunction<ServerResponse> adminRoutes(
      AdminServices services, Scheduler adminScheduler, Closing adminClosing) {
    return new AdminRouter(services.tokens(), adminScheduler)
        .route(AdminApi.of(services, adminClosing.end()));
  }

  @Bean
  Closing adminClosing() {
    return new Closing();
  }

  @Bean
  WebExceptionHandler adminProblems() {
    return new AdminProblems();
  }

  @Bean
  WebFilter adminHeaders() {
    return new AdminHeaders();
  }
}
