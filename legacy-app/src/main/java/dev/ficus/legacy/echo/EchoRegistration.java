package dev.ficus.legacy.echo;

import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class EchoRegistration {

  @Bean
  ServletRegistrationBean<Echo> echo(JsonMapper json) {
    return new ServletRegistrationBean<>(new Echo(json), "/echo/*");
  }
}
