package dev.ficus.legacy.echo;

import dev.ficus.legacy.connector.ArrivedHeaders;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers what it was sent. A filter in front of all others: Spring MVC knows a fixed set of
 * methods only, and a servlet of its own would have to be called by a path without doubled slashes.
 */
final class Echo extends HttpFilter {

  private final transient JsonMapper json;

  Echo(JsonMapper json) {
    this.json = json;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain nobody)
      throws IOException {
    MessageDigest sha256 = sha256();
    long length = drain(request.getInputStream(), sha256);
    var mirrored =
        new Mirrored(
            request.getMethod(),
            request.getRequestURI(),
            request.getQueryString(),
            ArrivedHeaders.of(request),
            new Body(length, HexFormat.of().formatHex(sha256.digest())));
    byte[] bytes = json.writeValueAsBytes(mirrored);
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }

  private static long drain(InputStream in, MessageDigest digest) throws IOException {
    byte[] buffer = new byte[16 * 1024];
    long length = 0;
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      digest.update(buffer, 0, n);
      length += n;
    }
    return length;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }

  /**
   * What arrived.
   *
   * @param uri the path of the request line, not decoded
   * @param headers all lines in their order, repeated ones included
   */
  record Mirrored(
      String method,
      String uri,
      @Nullable String query,
      List<ArrivedHeaders.Line> headers,
      Body body) {}

  /** The body's length in bytes, and its SHA-256 in hexadecimal. */
  record Body(long length, String sha256) {}
}
