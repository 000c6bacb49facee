package dev.ficus.gateway.routefile;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.cloud.gateway.filter.factory.GatewayFilterFactory;
import org.springframework.util.StringUtils;

/** The list against the factories that Spring Cloud Gateway really has. */
class FilterCatalogTest {

  static Stream<String> names() {
    return FilterCatalog.names().stream();
  }

  private static GatewayFilterFactory<?> factory(String name) throws ReflectiveOperationException {
    Class<?> type =
        Class.forName(
            GatewayFilterFactory.class.getPackageName() + "." + name + "GatewayFilterFactory");
    Constructor<?> constructor = type.getDeclaredConstructors()[0];
    Object[] nothing = new Object[constructor.getParameterCount()];
    return (GatewayFilterFactory<?>) constructor.newInstance(nothing);
  }

  @ParameterizedTest
  @MethodSource("names")
  void eachFilterExistsUnderItsName(String name) throws ReflectiveOperationException {
    assertThat(factory(name).name()).isEqualTo(name);
  }

  @ParameterizedTest
  @MethodSource("names")
  void shortFormsHaveTheFactorysOrder(String name) throws ReflectiveOperationException {
    List<String> order = factory(name).shortcutFieldOrder();
    List<String> ours = Objects.requireNonNull(FilterCatalog.filter(name)).shortcut();
    assertThat(ours).isEqualTo(order.subList(0, ours.size()));
    assertThat(order).hasSameSizeAs(ours);
  }

  @ParameterizedTest
  @MethodSource("names")
  void eachArgumentIsAPropertyOfTheConfiguration(String name) throws ReflectiveOperationException {
    Set<String> known = new TreeSet<>();
    Class<?> config = factory(name).getConfigClass();
    for (Class<?> type = config; type != Object.class; type = type.getSuperclass()) {
      for (Method method : type.getDeclaredMethods()) {
        // As Spring Boot's binder finds them: by name, whatever they return, unless private.
        if (method.getName().startsWith("set") && !Modifier.isPrivate(method.getModifiers())) {
          known.add(StringUtils.uncapitalize(method.getName().substring(3)));
        }
      }
    }
    assertThat(known).containsAll(Objects.requireNonNull(FilterCatalog.filter(name)).names());
  }

  @Test
  void nothingThatReadsABodyOrCallsOutIsOnTheList() {
    assertThat(FilterCatalog.names())
        .doesNotContain(
            "JsonToGrpc",
            "ModifyRequestBody",
            "ModifyResponseBody",
            "CacheRequestBody",
            "RequestRateLimiter",
            "Retry",
            "SetRequestUri",
            "RequestHeaderToRequestUri",
            "TokenRelay");
  }

  @Test
  void argumentsAreSplitAtCommasAndEmptyOnesLeftOut() {
    assertThat(FilterCatalog.name(" SetStatus = 1")).isEqualTo("SetStatus");
    assertThat(FilterCatalog.arguments("A=b=c, d ,, e")).containsExactly("b=c", "d", "e");
    assertThat(FilterCatalog.arguments("A")).isEmpty();
  }
}
