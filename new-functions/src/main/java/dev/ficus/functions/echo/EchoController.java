package dev.ficus.functions.echo;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/** Any method under {@code /echo/}. */
@RestController
class EchoController {

  private static final int CHUNK = 16 * 1024;

  /**
   * The request as it arrived.
   *
   * @param uri the raw path, nothing decoded
   * @param headers all lines in their order, repeated names included
   */
  record Echo(
      String method,
      String uri,
      @Nullable String query,
      List<ArrivedHeaders.Line> headers,
      Body body) {}

  record Body(long length, String sha256) {}

  @RequestMapping({"/echo", "/echo/**"})
  Echo echo(
      HttpServletRequest request,
      @RequestAttribute(ArrivedHeaders.ATTRIBUTE) List<ArrivedHeaders.Line> headers)
      throws IOException {
    return new Echo(
        request.getMethod(),
        request.getRequestURI(),
        request.getQueryString(),
        headers,
        read(request.getInputStream()));
  }

  /** Spring MVC answers OPTIONS itself unless a handler asks for it by name. */
  @RequestMapping(
      path = {"/echo", "/echo/**"},
      method = RequestMethod.OPTIONS)
  Echo echoOptions(
      HttpServletRequest request,
      @RequestAttribute(ArrivedHeaders.ATTRIBUTE) List<ArrivedHeaders.Line> headers)
      throws IOException {
    return echo(request, headers);
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
