package dev.ficus.legacy.echo;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class EchoRegistration {

  @Bean
  FilterRegistrationBean<Echo> echo(JsonMapper json) {
    var echo = new FilterRegistrationBean<>(new Echo(json));
    echo.addUrlPatterns("/echo/*");
    echo.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return echo;
  }
}
