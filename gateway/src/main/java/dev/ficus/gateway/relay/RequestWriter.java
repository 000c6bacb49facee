package dev.ficus.gateway.relay;

import dev.ficus.gateway.forwarding.Asking;
import dev.ficus.gateway.forwarding.HeaderRules;
import dev.ficus.gateway.forwarding.HopByHop;
import dev.ficus.gateway.forwarding.Traces;
import dev.ficus.gateway.http1.Field;
import dev.ficus.gateway.http1.RequestMessage;
import dev.ficus.gateway.route.HostPolicy;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes the head that an upstream gets. What stays as it came is copied in runs of whole lines, so
 * that order, case and duplicates are the client's.
 */
final class RequestWriter {

  private static final byte[] VERSION = ascii(" HTTP/1.1\r\n");
  private static final byte[] LINE_END = ascii("\r\n");
  private static final byte[] HOST = ascii("Host: ");
  private static final byte[] TRAILERS = ascii("TE: trailers\r\n");
  private static final byte[] UPGRADE = ascii("Connection: upgrade\r\nUpgrade: ");
  private static final byte[] TRACE = ascii(Traces.TRACEPARENT + ": ");
  private static final int ADDED = 512;

  private RequestWriter() {}

  /**
   * Writes it.
   *
   * @param target path and query; null if they go on as they came
   * @param upgrade the protocol that the client would rather speak, or null
   * @param forwarded the lines that say who asks
   * @param traceparent what takes the place of the client's; null if that goes on as it came
   * @param more header lines of the gateway's own, each with its end
   */
  static ByteBuf write(
      ByteBufAllocator allocator,
      RequestMessage message,
      @Nullable String target,
      @Nullable String upgrade,
      Asking asking,
      byte[] forwarded,
      HostPolicy host,
      UpstreamShare share,
      Place place,
      @Nullable String traceparent,
      String more) {
    ByteBuf out = allocator.directBuffer(message.length() + ADDED);
    byte[] bytes = message.bytes();
    out.writeBytes(bytes, message.methodStart(), message.methodEnd() - message.methodStart());
    out.writeByte(' ');
    if (target != null) {
      out.writeCharSequence(target, StandardCharsets.ISO_8859_1);
    } else if (message.targetStart() < 0) {
      out.writeCharSequence(message.originTarget(), StandardCharsets.ISO_8859_1);
    } else {
      int from = message.targetStart();
      out.writeBytes(bytes, from, message.targetEnd() - from);
    }
    out.writeBytes(VERSION);
    boolean hostSet = isDropped("host", share.droppedNames());
    if (!message.has(Field.HOST) && !hostSet) {
      host(out, message, host, place);
    }
    Set<String> named = HopByHop.namedBy(message);
    int runStart = -1;
    int runEnd = -1;
    for (int line = 0; line < message.count(); line++) {
      Field field = message.field(line);
      boolean ownHost = field == Field.HOST && !hostSet;
      boolean keeps =
          ownHost && host instanceof HostPolicy.Preserve && !message.hasAbsoluteTarget()
              || passes(message, line, field, asking, named, share.droppedNames())
                  && (traceparent == null || !message.isNamed(line, Traces.TRACEPARENT));
      if (keeps) {
        runStart = runStart < 0 ? message.lineStart(line) : runStart;
        runEnd = message.lineEnd(line);
        continue;
      }
      if (runStart >= 0) {
        out.writeBytes(bytes, runStart, runEnd - runStart);
        runStart = -1;
      }
      if (ownHost) {
        host(out, message, host, place);
      }
    }
    if (runStart >= 0) {
      out.writeBytes(bytes, runStart, runEnd - runStart);
    }
    out.writeBytes(forwarded);
    if (message.has(Field.TE) && message.hasToken(Field.TE, "trailers")) {
      out.writeBytes(TRAILERS);
    }
    if (upgrade != null) {
      out.writeBytes(UPGRADE);
      out.writeCharSequence(upgrade, StandardCharsets.ISO_8859_1);
      out.writeBytes(LINE_END);
    }
    out.writeBytes(share.addedLines());
    if (traceparent != null) {
      out.writeBytes(TRACE);
      out.writeCharSequence(traceparent, StandardCharsets.US_ASCII);
      out.writeBytes(LINE_END);
    }
    if (!more.isEmpty()) {
      out.writeCharSequence(more, StandardCharsets.ISO_8859_1);
    }
    return out.writeBytes(LINE_END);
  }

  private static void host(ByteBuf out, RequestMessage message, HostPolicy policy, Place place) {
    if (policy instanceof HostPolicy.Upstream) {
      out.writeBytes(place.hostLine());
      return;
    }
    String host = HeaderRules.host(policy, message.host(), place.url());
    out.writeBytes(HOST);
    out.writeCharSequence(host, StandardCharsets.ISO_8859_1);
    out.writeBytes(LINE_END);
  }

  private static boolean passes(
      RequestMessage message,
      int line,
      Field field,
      Asking asking,
      Set<String> named,
      List<String> dropped) {
    // The framing goes on as it is, and so does its header.
    if (field != Field.TRANSFER_ENCODING && !HeaderRules.passes(field, asking)) {
      return false;
    }
    if (!named.isEmpty() && named.contains(message.name(line).toLowerCase(Locale.ROOT))) {
      return false;
    }
    for (int i = 0; i < dropped.size(); i++) {
      if (message.isNamed(line, dropped.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDropped(String name, List<String> dropped) {
    for (int i = 0; i < dropped.size(); i++) {
      if (dropped.get(i).equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
