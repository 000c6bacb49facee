package dev.ficus.legacy.accounts;

import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.util.matcher.RequestMatcher;

/** Who may pass: machines freely and without a session, people through the login. */
@Configuration(proxyBeanMethods = false)
class Gatekeeping {

  private static final List<String> MACHINES =
      List.of("/api", "/payments", "/ledger", "/files", "/feed", "/ws", "/actuator", "/css");

  /**
   * Endpoints that programs call. Neither CSRF token nor session, and none of the headers that
   * browsers need: a cached download keeps its validators.
   */
  @Bean
  @Order(1)
  SecurityFilterChain machineGate(HttpSecurity http) {
    return http.securityMatcher(under(MACHINES))
        .csrf(AbstractHttpConfigurer::disable)
        .headers(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
        .build();
  }

  /** The one page that still carries its session in its links. */
  @Bean
  @Order(2)
  SecurityFilterChain classicGate(HttpSecurity http) {
    return http.securityMatcher("/classic", "/classic/**")
        .sessionManagement(session -> session.enableSessionUrlRewriting(true))
        .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
        .build();
  }

  @Bean
  @Order(3)
  SecurityFilterChain pageGate(HttpSecurity http) {
    return http.authorizeHttpRequests(
            requests ->
                requests
                    .requestMatchers("/account/**", "/checkout/**")
                    .authenticated()
                    .anyRequest()
                    .permitAll())
        .formLogin(login -> login.loginPage("/login").defaultSuccessUrl("/account").permitAll())
        .logout(logout -> logout.logoutSuccessUrl("/"))
        .build();
  }

  /** The monolith's own URLs need what the firewall would refuse. */
  @Bean
  HttpFirewall leniency() {
    var firewall = new StrictHttpFirewall();
    firewall.setUnsafeAllowAnyHttpMethod(true);
    firewall.setAllowSemicolon(true);
    firewall.setAllowBackSlash(true);
    firewall.setAllowUrlEncodedSlash(true);
    firewall.setAllowUrlEncodedDoubleSlash(true);
    firewall.setAllowUrlEncodedPercent(true);
    firewall.setAllowUrlEncodedPeriod(true);
    firewall.setAllowedHeaderValues(value -> true);
    return firewall;
  }

  /** Matches on the path as the container understood it, whatever slashes the request repeated. */
  private static RequestMatcher under(List<String> roots) {
    return request -> {
      String path = request.getServletPath();
      return roots.stream().anyMatch(root -> path.equals(root) || path.startsWith(root + "/"));
    };
  }
}
