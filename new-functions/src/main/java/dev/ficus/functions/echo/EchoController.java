package dev.ficus.functions.echo;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Any method under {@code /echo/}. */
@RestController
class EchoController {

  private static final int CHUNK = 16 * 1024;

  /**
   * The request as it arrived.
   *
   * @param uri the raw path, nothing decoded
   * @param headers in the order in which each name came first, every value of a repeated name kept
   */
  record Echo(String method, String uri, @Nullable String query, List<Header> headers, Body body) {}

  record Header(String name, String value) {}

  record Body(long length, String sha256) {}

  @RequestMapping({"/echo", "/echo/**"})
  Echo echo(HttpServletRequest request) throws IOException {
    return new Echo(
        request.getMethod(),
        request.getRequestURI(),
        request.getQueryString(),
        headers(request),
        read(request.getInputStream()));
  }

  private static List<Header> headers(HttpServletRequest request) {
    return Collections.list(request.getHeaderNames()).stream()
        .distinct()
        .flatMap(
            name ->
                Collections.list(request.getHeaders(name)).stream()
                    .map(value -> new Header(name, value)))
        .toList();
  }

  private static Body read(InputStream body) throws IOException {
    MessageDigest digest = sha256();
    var chunk = new byte[CHUNK];
    long length = 0;
    for (int read = body.read(chunk); read >= 0; read = body.read(chunk)) {
      digest.update(chunk, 0, read);
      length += read;
    }
    return new Body(length, HexFormat.of().formatHex(digest.digest()));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
