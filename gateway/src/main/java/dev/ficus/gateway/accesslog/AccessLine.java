package dev.ficus.gateway.accesslog;

import dev.ficus.gateway.forwarding.CompletedExchange;
import dev.ficus.gateway.route.RequestHead;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/** How a request is written down. */
public enum AccessLine {
  /** As Apache and nginx write it, so that what reads their logs reads ours. */
  COMBINED {
    @Override
    String of(CompletedExchange exchange, Instant now) {
      RequestHead request = exchange.request();
      StringBuilder line = new StringBuilder(256);
      line.append(request.clientAddress()).append(" - - [");
      line.append(CombinedTime.of(now));
      line.append("] \"");
      escaped(line, request.method());
      line.append(' ');
      escaped(line, target(request));
      line.append(' ').append(exchange.protocol()).append("\" ");
      line.append(exchange.status()).append(' ').append(exchange.bodyBytes()).append(" \"");
      escaped(line, orDash(request.header("Referer")));
      line.append("\" \"");
      escaped(line, orDash(request.header("User-Agent")));
      return line.append('"').toString();
    }
  },
  /** Everything that is known about it. */
  JSON {
    @Override
    String of(CompletedExchange exchange, Instant now) {
      RequestHead request = exchange.request();
      StringBuilder line = new StringBuilder(384);
      line.append("{\"at\":\"").append(now).append('"');
      text(line, "client", request.clientAddress());
      text(line, "method", request.method());
      text(line, "target", target(request));
      text(line, "protocol", exchange.protocol());
      text(line, "host", request.host());
      line.append(",\"status\":").append(exchange.status());
      line.append(",\"bytes\":").append(exchange.bodyBytes());
      line.append(",\"micros\":").append(exchange.nanos() / 1_000);
      text(line, "route", exchange.route());
      text(line, "side", exchange.side().word());
      text(line, "upstream", exchange.upstream());
      text(line, "outcome", exchange.outcome());
      if (exchange.fellBack()) {
        line.append(",\"fellBack\":true");
      }
      text(line, "traceId", exchange.traceId());
      text(line, "referer", request.header("Referer"));
      text(line, "userAgent", request.header("User-Agent"));
      return line.append('}').toString();
    }
  };

  /** A time to the second, made once for all requests that end within it. */
  private record CombinedTime(long second, String text) {

    private static final DateTimeFormatter FORMAT =
        DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneId.systemDefault());

    private static volatile CombinedTime last = new CombinedTime(0, "");

    static String of(Instant now) {
      CombinedTime known = last;
      if (known.second != now.getEpochSecond()) {
        known = new CombinedTime(now.getEpochSecond(), FORMAT.format(now));
        last = known;
      }
      return known.text;
    }
  }

  /** One line, without its end. */
  abstract String of(CompletedExchange exchange, Instant now);

  private static String target(RequestHead request) {
    String query = request.rawQuery();
    return query == null ? request.rawPath() : request.rawPath() + "?" + query;
  }

  private static String orDash(@Nullable String value) {
    return value == null ? "-" : value;
  }

  /** Nothing that a client sends can end a field or a line. */
  private static void escaped(StringBuilder out, String value) {
    if (isPlain(value)) {
      out.append(value);
      return;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (!isPlain(c)) {
        out.append("\\x");
        out.append(Character.forDigit(c >> 4 & 0xf, 16)).append(Character.forDigit(c & 0xf, 16));
      } else {
        out.append(c);
      }
    }
  }

  private static boolean isPlain(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (!isPlain(value.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPlain(char c) {
    return c >= 0x20 && c <= 0x7e && c != '"' && c != '\\';
  }

  private static void text(StringBuilder out, String name, @Nullable String value) {
    if (value != null) {
      out.append(",\"").append(name).append("\":\"");
      JsonStringEncoder.getInstance().quoteAsString(value, out);
      out.append('"');
    }
  }
}
