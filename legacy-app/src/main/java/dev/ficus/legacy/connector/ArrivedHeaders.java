package dev.ficus.legacy.connector;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.tomcat.util.http.MimeHeaders;

/**
 * The header lines of a request in the order and the spelling in which they arrived. The servlet
 * API groups equal names, and the filter for X-Forwarded-* takes those away.
 */
public final class ArrivedHeaders {

  private static final String ATTRIBUTE = ArrivedHeaders.class.getName();

  private ArrivedHeaders() {}

  /** One header line. */
  public record Line(String name, String value) {}

  /** Returns the lines of a request below {@code /echo}. */
  @SuppressWarnings("unchecked") // The valve is the only one to set it.
  public static List<Line> of(ServletRequest request) {
    Object lines = request.getAttribute(ATTRIBUTE);
    return lines == null ? List.of() : (List<Line>) lines;
  }

  /** Keeps the lines, for requests that will ask for them. */
  static final class Keeper extends ValveBase {

    Keeper() {
      super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
      if (request.getDecodedRequestURI().startsWith("/echo")) {
        request.setAttribute(ATTRIBUTE, lines(request.getCoyoteRequest().getMimeHeaders()));
      }
      getNext().invoke(request, response);
    }

    private static List<Line> lines(MimeHeaders headers) {
      var lines = new ArrayList<Line>();
      for (int n = 0; n < headers.size(); n++) {
        lines.add(new Line(headers.getName(n).toString(), headers.getValue(n).toString()));
      }
      return List.copyOf(lines);
    }
  }
}
