package dev.ficus.gateway.boot;

import dev.ficus.gateway.redis.EmbeddedRedis;
import dev.ficus.gateway.redis.RedisAuditLog;
import dev.ficus.gateway.redis.RedisConnections;
import dev.ficus.gateway.redis.RedisEndpoints;
import dev.ficus.gateway.redis.RedisFleet;
import dev.ficus.gateway.redis.RedisRoutingStore;
import dev.ficus.gateway.redis.RedisStores;
import dev.ficus.gateway.redis.RedisTokens;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientConfigurationBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Redis: the one that Spring's properties name, else one of the gateway's own. */
@Configuration(proxyBeanMethods = false)
class RedisConfiguration {

  private static final Logger log = LoggerFactory.getLogger(RedisConfiguration.class);

  /** No property says where Redis is. */
  static final class NoRedisSaid implements Condition {
    private static final String[] WHERE = {
      "spring.data.redis.url",
      "spring.data.redis.host",
      "spring.data.redis.port",
      "spring.data.redis.sentinel.nodes",
      "spring.data.redis.cluster.nodes",
      "spring.data.redis.masterreplica.nodes"
    };

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
      Binder binder = Binder.get(context.getEnvironment());
      for (String property : WHERE) {
        if (binder.bind(property, Bindable.of(String.class)).isBound()) {
          return false;
        }
      }
      return true;
    }
  }

  @Bean(destroyMethod = "close")
  @Conditional(NoRedisSaid.class)
  EmbeddedRedis embeddedRedis(FicusProperties properties) {
    EmbeddedRedis redis = EmbeddedRedis.start(properties.dataDir().resolve("redis"));
    log.info(
        "embedded Redis {} on {}:{} (process {}), data in {}",
        redis.isOurs() ? "started" : "found",
        redis.host(),
        redis.port(),
        redis.pid(),
        properties.dataDir().resolve("redis"));
    return redis;
  }

  @Bean(destroyMethod = "close")
  @Conditional(NoRedisSaid.class)
  Repeating embeddedRedisWatch(EmbeddedRedis redis) {
    return new Repeating(
        "ficus-embedded-redis",
        Duration.ofSeconds(1),
        new EmbeddedRedisWatch(redis, System::nanoTime));
  }

  @Bean
  @Conditional(NoRedisSaid.class)
  DataRedisConnectionDetails embeddedRedisDetails(EmbeddedRedis redis) {
    return new DataRedisConnectionDetails() {
      @Override
      public String getPassword() {
        return redis.password();
      }

      @Override
      public Standalone getStandalone() {
        return Standalone.of(redis.host(), redis.port());
      }
    };
  }

  @Bean
  LettuceClientOptionsBuilderCustomizer redisClientOptions() {
    return RedisConnections::configure;
  }

  @Bean
  ClientResourcesBuilderCustomizer redisClientResources() {
    return RedisConnections::configure;
  }

  @Bean
  LettuceClientConfigurationBuilderCustomizer redisClientConfiguration() {
    return RedisConnections::configure;
  }

  @Bean(destroyMethod = "close")
  RedisConnections redisConnections(LettuceConnectionFactory factory) {
    return RedisConnections.from(factory);
  }

  @Bean
  RedisStores redisStores(RedisConnections connections, FicusProperties properties) {
    return RedisStores.of(connections.link(), properties.fleet());
  }

  @Bean
  RedisRoutingStore routingStore(RedisStores stores) {
    return stores.routing();
  }

  @Bean
  RedisFleet fleet(RedisStores stores) {
    return stores.fleet();
  }

  @Bean
  RedisAuditLog auditLog(RedisStores stores) {
    return stores.audit();
  }

  @Bean
  RedisEndpoints endpointStore(RedisStores stores) {
    return stores.endpoints();
  }

  @Bean
  RedisTokens redisTokens(RedisStores stores) {
    return stores.tokens();
  }
}
