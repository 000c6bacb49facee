package dev.ficus.legacy.accounts;

import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;

/** The two users of the shop, and which customer each of them is. */
@Configuration(proxyBeanMethods = false)
class ShopUsers {

  static final Map<String, Long> CUSTOMER_OF = Map.of("alice", 1L, "bob", 2L);

  @Bean
  UserDetailsService users() {
    return new InMemoryUserDetailsManager(user("alice"), user("bob"));
  }

  /** The password is in every README, so a slow hash would protect nothing. */
  private static UserDetails user(String name) {
    return User.withUsername(name).password("{noop}secret").roles("CUSTOMER").build();
  }
}
