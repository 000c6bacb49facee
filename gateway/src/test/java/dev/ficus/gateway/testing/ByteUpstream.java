package dev.ficus.gateway.testing;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An HTTP/1.1 server that remembers each request that came in whole, octet by octet, and answers
 * with any octets.
 */
public final class ByteUpstream implements AutoCloseable {

  /** What came in, head and body, with everything that frames them; in Latin-1. */
  public record Seen(String head, String body) {

    public String target() {
      return head.split(" ", 3)[1];
    }
  }

  private final ServerSocket server;
  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private volatile byte[] answer =
      "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private volatile boolean closes;

  public ByteUpstream() throws IOException {
    server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  public String url() {
    return "http://localhost:" + server.getLocalPort();
  }

  public List<Seen> seen() {
    return seen;
  }

  /**
   * Sets what every request is answered with.
   *
   * @param ends whether the connection ends with the answer
   */
  public void answers(String octets, boolean ends) {
    answer = octets.getBytes(StandardCharsets.ISO_8859_1);
    closes = ends;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = socket.getInputStream();
      while (true) {
        String head = until(in, "\r\n\r\n");
        if (head.isEmpty()) {
          return;
        }
        seen.add(new Seen(head, body(in, head)));
        socket.getOutputStream().write(answer);
        socket.getOutputStream().flush();
        if (closes) {
          return;
        }
      }
    } catch (IOException | NumberFormatException ended) {
      // The other side went away.
    }
  }

  private static String body(InputStream in, String head) throws IOException {
    String lower = head.toLowerCase(Locale.ROOT);
    int length = lower.indexOf("\r\ncontent-length:");
    if (lower.contains("\r\ntransfer-encoding:")) {
      StringBuilder framed = new StringBuilder();
      while (true) {
        String line = until(in, "\r\n");
        framed.append(line);
        int size = Integer.parseInt(line.split("[;\r]", 2)[0].strip(), 16);
        if (size == 0) {
          break;
        }
        framed.append(exactly(in, size + 2));
      }
      for (String line = until(in, "\r\n"); ; line = until(in, "\r\n")) {
        framed.append(line);
        if (line.equals("\r\n")) {
          return framed.toString();
        }
      }
    }
    if (length < 0) {
      return "";
    }
    int end = head.indexOf("\r\n", length + 2);
    int octets = Integer.parseInt(head.substring(length + 17, end).strip());
    return exactly(in, octets);
  }

  private static String exactly(InputStream in, int octets) throws IOException {
    byte[] read = in.readNBytes(octets);
    if (read.length < octets) {
      throw new EOFException();
    }
    return new String(read, StandardCharsets.ISO_8859_1);
  }

  private static String until(InputStream in, String ending) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    int matched = 0;
    for (int b = in.read(); b >= 0; b = in.read()) {
      read.write(b);
      matched = b == ending.charAt(matched) ? matched + 1 : b == ending.charAt(0) ? 1 : 0;
      if (matched == ending.length()) {
        return read.toString(StandardCharsets.ISO_8859_1);
      }
    }
    if (read.size() > 0) {
      throw new EOFException();
    }
    return "";
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
