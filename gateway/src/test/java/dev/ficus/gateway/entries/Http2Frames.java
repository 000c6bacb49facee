package dev.ficus.gateway.entries;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A client that writes frames by hand. */
final class Http2Frames implements AutoCloseable {

  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;
  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;

  /** {@code GET http://x/}, in HPACK. */
  static final byte[] GET = {(byte) 0x82, (byte) 0x84, (byte) 0x86, 0x41, 0x01, 'x'};


  private final Socket socket;
  private final OutputStream out;
  private boolean broken;

  Http2Frames(int port) throws IOException {
    socket = new Socket("localhost", port);
    socket.setSoTimeout(10_000);
    out = socket.getOutputStream();
    out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    frame(SETTINGS, 0, 0, new byte[0]);
  }

  void frame(int type, int flags, int stream, byte[] payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(payload.length >> 16);
    frame.write(payload.length >> 8);
    frame.write(payload.length);
    frame.write(type);
    frame.write(flags);
    for (int shift = 24; shift >= 0; shift -= 8) {
      frame.write(stream >> shift);
    }
    frame.writeBytes(payload);
    try {
      out.write(frame.toByteArray());
      out.flush();
    } catch (IOException closed) {
      broken = true;
    }
  }

  boolean writes() {
    return !broken;
  }

  /** Reads to the end of the connection; a reset may have taken the last frames away. */
  boolean endsWithGoAway() throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    boolean goAway = false;
    try {
      while (true) {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        in.readFully(new byte[1 + 4 + length]);
        goAway |= type == GOAWAY;
      }
    } catch (EOFException | SocketException ended) {
      return goAway || broken;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
