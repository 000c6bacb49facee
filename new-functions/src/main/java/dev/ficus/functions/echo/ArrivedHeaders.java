package dev.ficus.functions.echo;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.tomcat.util.http.MimeHeaders;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/**
 * Keeps the header lines of a request to the echo in the order in which they arrived. A valve,
 * because the servlet API groups lines of equal names.
 */
@Component
class ArrivedHeaders extends ValveBase
    implements WebServerFactoryCustomizer<TomcatWebServerFactory> {

  static final String ATTRIBUTE = "dev.ficus.functions.echo.headers";

  ArrivedHeaders() {
    super(true);
  }

  /** One header line. */
  record Line(String name, String value) {}

  @Override
  public void customize(TomcatWebServerFactory factory) {
    factory.addEngineValves(this);
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    if (request.getDecodedRequestURI().startsWith("/echo")) {
      request.setAttribute(ATTRIBUTE, lines(request.getCoyoteRequest().getMimeHeaders()));
    }
    getNext().invoke(request, response);
  }

  private static List<Line> lines(MimeHeaders headers) {
    return IntStream.range(0, headers.size())
        .mapToObj(n -> new Line(headers.getName(n).toString(), headers.getValue(n).toString()))
        .toList();
  }
}
