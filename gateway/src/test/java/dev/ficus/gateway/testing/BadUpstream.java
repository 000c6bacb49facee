package dev.ficus.gateway.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** An upstream that does the worst to whoever calls it, as the last part of the path says. */
public final class BadUpstream {

  /** What it can be asked for; whatever else is asked for it answers well. */
  public static final List<String> WAYS =
      List.of("hangs", "resets", "drips", "pours", "pours-in-chunks", "talks-garbage");

  private BadUpstream() {}

  /**
   * Starts one.
   *
   * @param good the JSON that it answers with when it answers well
   */
  public static RawUpstream start(String good) throws IOException {
    return new RawUpstream((request, socket, out) -> misbehave(request, socket, out, good));
  }

  private static void misbehave(
      RawUpstream.Request request, Socket socket, OutputStream out, String good)
      throws IOException {
    String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    switch (request.target().substring(request.target().lastIndexOf('/') + 1)) {
      case "hangs" -> {
        int _ = socket.getInputStream().read();
      }
      case "resets" -> {
        socket.setSoLinger(true, 0);
        socket.close();
      }
      case "drips" -> {
        RawUpstream.raw(out, head + "Content-Length: 1000\r\n\r\n");
        socket.setSoTimeout(50);
        for (int i = 0; i < 1_000; i++) {
          RawUpstream.raw(out, "x");
          try {
            int _ = socket.getInputStream().read();
          } catch (SocketTimeoutException goesOn) {
            continue;
          }
        }
      }
      case "pours" -> {
        RawUpstream.raw(out, head + "Content-Length: 10737418240\r\n\r\n");
        pour(out, "x".repeat(1 << 16));
      }
      case "pours-in-chunks" -> {
        RawUpstream.raw(out, head + "Transfer-Encoding: chunked\r\n\r\n");
        pour(out, "10000\r\n" + "x".repeat(1 << 16) + "\r\n");
      }
      case "talks-garbage" -> RawUpstream.raw(out, "\u0000\u0001SSH-2.0\r\n\r\n\u0000");
      default -> RawUpstream.send(out, 200, "Content-Type: application/json\r\n", good);
    }
  }

  private static void pour(OutputStream out, String piece) throws IOException {
    byte[] bytes = piece.getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < 10 * (1 << 14); i++) {
      out.write(bytes);
    }
  }
}
