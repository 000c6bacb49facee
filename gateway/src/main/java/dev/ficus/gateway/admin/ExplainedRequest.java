package dev.ficus.gateway.admin;

import dev.ficus.gateway.route.Listener;
import dev.ficus.gateway.route.RequestHead;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A request that nobody has sent, described to see what would become of it. */
record ExplainedRequest(
    String method,
    String rawPath,
    @Nullable String rawQuery,
    @Nullable String host,
    Map<String, String> headers,
    String clientAddress,
    Listener listener)
    implements RequestHead {

  /** Those that requests come in on. */
  private static final List<Listener> LISTENERS = List.of(Listener.PUBLIC, Listener.INTERNAL);

  /** The one address that nobody else has (RFC 5737), where none is given. */
  private static final String SOMEBODY = "192.0.2.1";

  /**
   * @throws ProblemException with all that is wrong
   */
  static ExplainedRequest read(byte[] bytes) {
    JsonBody body =
        new JsonBody(bytes, "method", "path", "headers", "host", "clientAddress", "listener");
    String method = body.text("method");
    String target = body.required("path", "a path such as /api/orders/17?full=true");
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(body.texts("headers"));
    String host = body.text("host");
    String clientAddress = body.text("clientAddress");
    Listener listener =
        body.word(
            "listener",
            ExplainedRequest::listener,
            LISTENERS.stream().map(ExplainedRequest::word).toList());
    if (!target.isEmpty() && !target.startsWith("/") && !target.equals("*")) {
      body.wrong("path", "path: '" + target + "' (expected: a path that begins with /)");
    }
    body.check();
    int question = target.indexOf('?');
    return new ExplainedRequest(
        method == null || method.isBlank() ? "GET" : method.strip(),
        question < 0 ? target : target.substring(0, question),
        question < 0 ? null : target.substring(question + 1),
        host != null ? host : headers.get("Host"),
        headers,
        clientAddress == null ? SOMEBODY : clientAddress,
        listener == null ? Listener.PUBLIC : listener);
  }

  private static String word(Listener listener) {
    return listener.name().toLowerCase(Locale.ROOT);
  }

  private static @Nullable Listener listener(String word) {
    return LISTENERS.stream()
        .filter(listener -> word(listener).equals(word))
        .findFirst()
        .orElse(null);
  }

  @Override
  public @Nullable String header(String name) {
    return headers.get(name);
  }
}
