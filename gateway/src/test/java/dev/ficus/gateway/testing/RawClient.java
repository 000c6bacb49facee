package dev.ficus.gateway.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** An HTTP client that sends what it is told and shows every byte that comes back. */
public final class RawClient implements AutoCloseable {

  private final Socket socket;
  private boolean reset;

  public RawClient(int port) throws IOException {
    socket = new Socket("localhost", port);
    socket.setSoTimeout(15_000);
  }

  public void write(String text) throws IOException {
    write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  public void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /** Reads up to and with an ending. */
  public String until(String ending) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    while (!read.toString(StandardCharsets.ISO_8859_1).endsWith(ending)) {
      int b = socket.getInputStream().read();
      if (b < 0) {
        throw new IOException("ended after: " + read.toString(StandardCharsets.ISO_8859_1));
      }
      read.write(b);
    }
    return read.toString(StandardCharsets.ISO_8859_1);
  }

  /** Reads so many octets. */
  public String exactly(int octets) throws IOException {
    return new String(socket.getInputStream().readNBytes(octets), StandardCharsets.ISO_8859_1);
  }

  /** Reads to the end of the connection, be it orderly or a reset. */
  public String rest() throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    try {
      for (int b = socket.getInputStream().read(); b >= 0; b = socket.getInputStream().read()) {
        read.write(b);
      }
    } catch (SocketException e) {
      reset = true;
    }
    return read.toString(StandardCharsets.ISO_8859_1);
  }

  /** Whether the connection was reset while {@link #rest} read from it. */
  public boolean wasReset() {
    return reset;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
