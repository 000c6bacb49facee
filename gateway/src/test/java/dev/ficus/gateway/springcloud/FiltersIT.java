package dev.ficus.gateway.springcloud;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.testing.RawUpstream;
import dev.ficus.gateway.testing.TestEntry;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every filter that a route may name does what Spring Cloud Gateway's own would do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FiltersIT {

  private static final List<String> FILTERS =
      List.of(
          "AddRequestHeader=X-A, 1",
          "AddRequestHeadersIfNotPresent=X-Here:no, X-New:yes",
          "SetRequestHeader=X-Here, set",
          "RemoveRequestHeader=X-Here",
          "MapRequestHeader=X-Here, X-There",
          "AddRequestParameter=p, 1",
          "RemoveRequestParameter=q",
          "RewriteRequestParameter=q, new",
          "AddResponseHeader=X-A, 1",
          "SetResponseHeader=X-Up, set",
          "RemoveResponseHeader=X-Up",
          "RewriteResponseHeader=X-Up, u(.), $1$1",
          "DedupeResponseHeader=X-Two, RETAIN_LAST",
          "SecureHeaders",
          "SetStatus=418",
          "RedirectTo=302, https://other.example/",
          "PrefixPath=/pre",
          "StripPrefix=1",
          "RewritePath=/f(?<n>[0-9]+)/x, /new/$\\{n}");

  private RawUpstream legacy;
  private RawUpstream target;
  private TestEntry entry;

  @BeforeAll
  void start() throws Exception {
    legacy = RawUpstream.answering("legacy");
    target = RawUpstream.answering("target");
    entry = TestEntry.start(yaml());
  }

  private String yaml() {
    StringBuilder yaml = new StringBuilder();
    yaml.append("default: monolith\nupstreams: { monolith: { url: \"").append(legacy.url());
    yaml.append("\" }, fresh: { url: \"").append(target.url()).append("\" } }\nroutes:\n");
    for (int i = 0; i < FILTERS.size(); i++) {
      yaml.append(route("f" + i, "/f" + i + "/x", "'" + FILTERS.get(i) + "'"));
    }
    yaml.append(route("size", "/size", "{ name: RequestSize, args: { maxSize: 4B } }"));
    yaml.append(route("ordered", "/a/b/c", "'StripPrefix=1', 'PrefixPath=/p', 'StripPrefix=1'"));
    yaml.append(route("raw", "/raw/**", "'AddRequestHeader=X-A, 1'"));
    yaml.append(route("secure", "/secure", "SecureHeaders"));
    yaml.append("  - { id: old, match: '/old', target: fresh, stage: legacy, filters: [ ");
    yaml.append("{ name: AddRequestHeader, args: { name: X-Side, value: legacy }, on: legacy }, ");
    yaml.append("{ name: AddRequestHeader, args: { name: X-Both, value: both }, on: both }, ");
    yaml.append("'AddRequestHeader=X-Target, target' ] }\n");
    return yaml.toString();
  }

  private static String route(String id, String path, String filters) {
    return "  - { id: %s, match: '%s', target: fresh, stage: live, filters: [ %s ] }\n"
        .formatted(id, path, filters);
  }

  @AfterAll
  void stop() throws Exception {
    entry.close();
    legacy.close();
    target.close();
  }

  @BeforeEach
  void reset() {
    legacy.requests().clear();
    target.requests().clear();
    String headers = "X-Up: up\r\nX-Two: a\r\nX-Two: b\r\n";
    target.script((request, socket, out) -> RawUpstream.send(out, 200, headers, "target"));
  }

  static Stream<Arguments> requestHeaders() {
    return Stream.of(
        Arguments.of("AddRequestHeader", "X-A", List.of("1")),
        Arguments.of("AddRequestHeadersIfNotPresent", "X-Here", List.of("here")),
        Arguments.of("AddRequestHeadersIfNotPresent", "X-New", List.of("yes")),
        Arguments.of("SetRequestHeader", "X-Here", List.of("set")),
        Arguments.of("RemoveRequestHeader", "X-Here", List.of()),
        Arguments.of("MapRequestHeader", "X-There", List.of("here")));
  }

  private static String path(String filter) {
    for (int i = 0; i < FILTERS.size(); i++) {
      String text = FILTERS.get(i);
      if (text.equals(filter) || text.startsWith(filter + "=")) {
        return "/f" + i + "/x";
      }
    }
    throw new AssertionError(filter);
  }

  @ParameterizedTest
  @MethodSource
  void requestHeaders(String filter, String name, List<String> values) throws Exception {
    assertThat(entry.get(path(filter), "X-Here", "here").statusCode()).isEqualTo(200);
    assertThat(target.onlyRequest().headers(name)).isEqualTo(values);
  }

  static Stream<Arguments> targets() {
    return Stream.of(
        Arguments.of("AddRequestParameter", "?q=old&p=1", true),
        Arguments.of("RemoveRequestParameter", "", true),
        Arguments.of("RewriteRequestParameter", "?q=new", true),
        Arguments.of("PrefixPath", "/pre%s?q=old", false),
        Arguments.of("StripPrefix", "/x?q=old", false),
        Arguments.of("RewritePath", "/new/18?q=old", false));
  }

  @ParameterizedTest
  @MethodSource
  void targets(String filter, String expected, boolean samePath) throws Exception {
    String path = path(filter);
    entry.get(path + "?q=old");
    assertThat(target.onlyRequest().target())
        .isEqualTo(samePath ? path + expected : expected.formatted(path));
  }

  static Stream<Arguments> responseHeaders() {
    return Stream.of(
        Arguments.of("AddResponseHeader", "X-A", List.of("1")),
        Arguments.of("SetResponseHeader", "X-Up", List.of("set")),
        Arguments.of("RemoveResponseHeader", "X-Up", List.of()),
        Arguments.of("RewriteResponseHeader", "X-Up", List.of("pp")),
        Arguments.of("DedupeResponseHeader", "X-Two", List.of("b")),
        Arguments.of("SecureHeaders", "X-Frame-Options", List.of("DENY")));
  }

  @ParameterizedTest
  @MethodSource
  void responseHeaders(String filter, String name, List<String> values) throws Exception {
    HttpResponse<String> response = entry.get(path(filter));
    assertThat(response.body()).isEqualTo("target");
    assertThat(response.headers().allValues(name)).isEqualTo(values);
  }

  @Test
  void setStatus() throws Exception {
    assertThat(entry.get(path("SetStatus")).statusCode()).isEqualTo(418);
  }

  @Test
  void redirectTo() throws Exception {
    HttpResponse<String> response = entry.get(path("RedirectTo"));
    assertThat(response.statusCode()).isEqualTo(302);
    assertThat(response.headers().firstValue("Location")).contains("https://other.example/");
    assertThat(response.headers().firstValue("Ficus-Upstream")).contains("target");
    assertThat(target.requests()).isEmpty();
  }

  @Test
  void requestSize() throws Exception {
    assertThat(entry.post("/size", "12345").statusCode()).isEqualTo(413);
    assertThat(target.requests()).isEmpty();
    assertThat(entry.post("/size", "1234").statusCode()).isEqualTo(200);
  }

  @Test
  void filtersRunInTheOrderOfTheFile() throws Exception {
    entry.get("/a/b/c");
    assertThat(target.onlyRequest().target()).isEqualTo("/b/c");
  }

  @Test
  void pathThatNoFilterChangesStaysByteForByte() throws Exception {
    entry.get("/raw/%7e%C3%A4;v=1/%41?q=%7E&r=a+b&&s");
    assertThat(target.onlyRequest().target()).isEqualTo("/raw/%7e%C3%A4;v=1/%41?q=%7E&r=a+b&&s");
    assertThat(target.onlyRequest().headers("X-A")).containsExactly("1");
  }

  @Test
  void filtersApplyToTheSideThatTheyName() throws Exception {
    entry.get("/old");
    assertThat(legacy.onlyRequest().headers("X-Side")).containsExactly("legacy");
    assertThat(legacy.onlyRequest().headers("X-Both")).containsExactly("both");
    assertThat(legacy.onlyRequest().headers("X-Target")).isEmpty();
  }

  @Test
  void responseFiltersOfTheTargetLeaveAFallbackAlone() throws Exception {
    target.script((request, socket, out) -> RawUpstream.send(out, 503, "", ""));
    HttpResponse<String> response = entry.get("/secure");
    assertThat(response.body()).isEqualTo("legacy");
    assertThat(response.headers().firstValue("X-Frame-Options")).isEmpty();
  }

  @Test
  void newFiltersAreInForceFromTheFirstRequestAfterASwap() throws Exception {
    String path = path("AddResponseHeader");
    assertThat(entry.get(path).headers().allValues("X-A")).containsExactly("1");
    entry.swap(yaml().replace("AddResponseHeader=X-A, 1", "AddResponseHeader=X-A, 2"));
    assertThat(entry.get(path).headers().allValues("X-A")).containsExactly("2");
    entry.swap(yaml());
    assertThat(entry.get(path).headers().allValues("X-A")).containsExactly("1");
  }
}
