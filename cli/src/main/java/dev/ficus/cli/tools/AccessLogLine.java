package dev.ficus.cli.tools;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A request as a log has it, in the combined format or as JSON, whoever wrote it.
 *
 * @param target path and query
 * @param status 0 if the log does not say
 */
record AccessLogLine(String method, String target, int status) {

  private static final Pattern COMBINED =
      Pattern.compile("\"([A-Z]{3,10}) (\\S+)(?: HTTP/[0-9.]+)?\" (\\d{3})\\b.*");

  private static final Pattern WHOLE_URL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://[^/?]*(.*)");

  /** What such fields are called by those who write JSON. */
  private static final String[] METHODS = {"method", "request_method", "http_method", "verb"};

  private static final String[] TARGETS = {"uri", "request_uri", "path", "target", "url"};
  private static final String[] STATUSES = {"status", "status_code", "response_code", "code"};

  /** A log as text, unpacked if it is a {@code .gz}. */
  static BufferedReader open(Path log) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(log));
    try {
      InputStream in = log.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
      return new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  /** Null if the line says nothing of a request. */
  static @Nullable AccessLogLine parse(String line) {
    if (line.startsWith("{")) {
      return json(line);
    }
    int quote = line.indexOf('"');
    if (quote < 0) {
      return null;
    }
    Matcher its = COMBINED.matcher(line).region(quote, line.length());
    return its.matches() ? of(its.group(1), its.group(2), Integer.parseInt(its.group(3))) : null;
  }

  private static @Nullable AccessLogLine json(String line) {
    try {
      JsonNode node = JsonMapper.shared().readTree(line);
      String method = first(node, METHODS);
      String target = first(node, TARGETS);
      String status = first(node, STATUSES);
      if (method == null || target == null) {
        return null;
      }
      String query = first(node, "query", "query_string", "args");
      boolean whole = query == null || query.isEmpty() || target.indexOf('?') >= 0;
      return of(
          method,
          whole ? target : target + "?" + query,
          status == null || !status.matches("\\d{3}") ? 0 : Integer.parseInt(status));
    } catch (JacksonException e) {
      return null;
    }
  }

  private static @Nullable String first(JsonNode node, String... names) {
    for (String name : names) {
      JsonNode its = node.path(name);
      if (its.isValueNode() && !its.isNull()) {
        return its.asString();
      }
    }
    return null;
  }

  /** Proxies may log the whole URL; what begins with a slash is none (RFC 9112, 3.2). */
  private static @Nullable AccessLogLine of(String method, String target, int status) {
    if (target.startsWith("/")) {
      return new AccessLogLine(method, target, status);
    }
    Matcher whole = WHOLE_URL.matcher(target);
    if (!whole.matches()) {
      return null;
    }
    String local = whole.group(1);
    return new AccessLogLine(method, local.startsWith("/") ? local : "/" + local, status);
  }

  String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  boolean isSafe() {
    return method.equals("GET") || method.equals("HEAD");
  }
}
