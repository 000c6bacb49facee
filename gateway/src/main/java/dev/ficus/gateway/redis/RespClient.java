package dev.ficus.gateway.redis;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A few words of RESP over one blocking socket: enough to ask a server on loopback who it is before
 * there is a client, and to end it when there is none any more.
 */
final class RespClient implements AutoCloseable {

  /** The server's own error answer. */
  static final class ErrorAnswer extends IOException {
    ErrorAnswer(String message) {
      super(message);
    }
  }

  private static final int LONGEST = 1 << 20;

  private final Socket socket;
  private final InputStream in;

  RespClient(int port, Duration timeout) throws IOException {
    socket = new Socket();
    try {
      int millis = (int) timeout.toMillis();
      socket.setSoTimeout(millis);
      socket.connect(
          new InetSocketAddress(InetAddress.ofLiteral(EmbeddedRedis.HOST), port), millis);
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** How long the next answers may take. */
  void waitFor(Duration timeout) throws IOException {
    socket.setSoTimeout((int) timeout.toMillis());
  }

  /**
   * The strings of the answer; one, unless it is an array.
   *
   * @throws ErrorAnswer if Redis says no
   * @throws IOException also if whoever listens there speaks something else
   */
  List<String> call(String... words) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(("*" + words.length + "\r\n").getBytes(StandardCharsets.UTF_8));
    for (String word : words) {
      byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
      out.write(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.UTF_8));
      out.write(bytes);
      out.write("\r\n".getBytes(StandardCharsets.UTF_8));
    }
    socket.getOutputStream().write(out.toByteArray());
    List<String> answer = new ArrayList<>();
    read(answer);
    return answer;
  }

  private void read(List<String> into) throws IOException {
    int type = in.read();
    String line = line();
    switch (type) {
      case '+', ':' -> into.add(line);
      case '-' -> throw new ErrorAnswer(line);
      case '$' -> {
        int length = number(line);
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length || in.skip(2) < 2) {
          throw new EOFException("half an answer");
        }
        into.add(new String(bytes, StandardCharsets.UTF_8));
      }
      case '*' -> {
        int count = number(line);
        for (int i = 0; i < count; i++) {
          read(into);
        }
      }
      default -> throw new IOException("not a Redis server");
    }
  }

  private static int number(String line) throws IOException {
    try {
      int number = Integer.parseInt(line);
      if (number >= 0 && number <= LONGEST) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IOException("not a Redis server", e);
    }
    throw new IOException("not a Redis server");
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\r'; c = in.read()) {
      if (c < 0 || line.length() > LONGEST) {
        throw new EOFException("half an answer");
      }
      line.append((char) c);
    }
    if (in.read() != '\n') {
      throw new IOException("not a Redis server");
    }
    return line.toString();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException gone) {
      // Nothing is left to be done with it.
    }
  }
}
