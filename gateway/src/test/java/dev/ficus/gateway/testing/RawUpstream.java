package dev.ficus.gateway.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An HTTP/1.1 server that shows every byte it gets and sends whatever bytes a test wants. */
public final class RawUpstream implements AutoCloseable {

  /** A request as it came in. */
  public record Request(String requestLine, List<String> headerLines, byte[] body) {

    /** All values of a header, in order. */
    public List<String> headers(String name) {
      String prefix = name.toLowerCase(Locale.ROOT) + ":";
      return headerLines.stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
          .map(line -> line.substring(prefix.length()).strip())
          .toList();
    }

    public Optional<String> header(String name) {
      return headers(name).stream().findFirst();
    }

    /** What the request line asks for. */
    public String target() {
      return requestLine.split(" ")[1];
    }
  }

  /** Answers a request; may close the socket, or write nothing at all. */
  public interface Script {
    void answer(Request request, Socket socket, OutputStream out) throws Exception;
  }

  private final ServerSocket server;
  private final List<Request> heads = new CopyOnWriteArrayList<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final List<Request> brokenOff = new CopyOnWriteArrayList<>();
  private final AtomicInteger serving = new AtomicInteger();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private volatile Script script;

  public RawUpstream(Script script) throws IOException {
    this.script = script;
    server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /** One that answers everything with 200 and a text. */
  public static RawUpstream answering(String body) throws IOException {
    return new RawUpstream((request, socket, out) -> send(out, 200, "", body));
  }

  /** Writes a response with a Content-Length; {@code headers} are lines that end in CR LF. */
  public static void send(OutputStream out, int status, String headers, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    raw(
        out,
        "HTTP/1.1 "
            + status
            + " Whatever\r\n"
            + headers
            + "Content-Length: "
            + bytes.length
            + "\r\n\r\n"
            + body);
  }

  public static void raw(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  public void script(Script now) {
    script = now;
  }

  public String url() {
    return "http://localhost:" + server.getLocalPort();
  }

  public String authority() {
    return "localhost:" + server.getLocalPort();
  }

  /** The requests that have come in whole so far. */
  public List<Request> requests() {
    return requests;
  }

  /** The requests of which at least the head has come in, without their bodies. */
  public List<Request> heads() {
    return heads;
  }

  /** The requests whose connection has ended, or that were no HTTP any more, in mid-body. */
  public List<Request> brokenOff() {
    return brokenOff;
  }

  /** Forgets all requests. */
  public void forget() {
    heads.clear();
    requests.clear();
    brokenOff.clear();
  }

  /** How many connections are open; what came over one that is not has been told of. */
  public int serving() {
    return serving.get();
  }

  public Request onlyRequest() {
    if (requests.size() != 1) {
      throw new AssertionError("expected one request, got " + requests);
    }
    return requests.getFirst();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        serving.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      while (!socket.isClosed()) {
        Request request = read(in);
        if (request == null) {
          return;
        }
        requests.add(request);
        script.answer(request, socket, out);
      }
    } catch (Exception ended) {
      // The other side went away, or the script wanted it so.
    } finally {
      serving.decrementAndGet();
    }
  }

  private @Nullable Request read(InputStream in) throws IOException {
    String requestLine = line(in);
    if (requestLine == null || requestLine.isEmpty()) {
      return null;
    }
    List<String> headers = new ArrayList<>();
    for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
      headers.add(line);
    }
    Request head = new Request(requestLine, headers, new byte[0]);
    heads.add(head);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    boolean whole = false;
    try {
      whole = readBody(head, in, body);
    } finally {
      if (!whole) {
        brokenOff.add(new Request(requestLine, headers, body.toByteArray()));
      }
    }
    return whole ? new Request(requestLine, headers, body.toByteArray()) : null;
  }

  /** Reads what there is of a body; false if it has no end. */
  private static boolean readBody(Request head, InputStream in, ByteArrayOutputStream body)
      throws IOException {
    if (head.header("Content-Length").isPresent()) {
      int length = Integer.parseInt(head.header("Content-Length").get());
      body.write(in.readNBytes(length));
      return body.size() == length;
    }
    if (head.header("Transfer-Encoding").isPresent()) {
      chunks(in, body);
    }
    return true;
  }

  private static void chunks(InputStream in, ByteArrayOutputStream all) throws IOException {
    while (true) {
      String size = line(in);
      if (size == null) {
        throw new EOFException();
      }
      int length = Integer.parseInt(size.split(";")[0].strip(), 16);
      if (length == 0) {
        for (String trailer = line(in); trailer != null && !trailer.isEmpty(); ) {
          trailer = line(in);
        }
        return;
      }
      all.write(in.readNBytes(length));
      line(in);
    }
  }

  private static @Nullable String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); ; b = in.read()) {
      if (b < 0) {
        return line.size() == 0 ? null : line.toString(StandardCharsets.ISO_8859_1);
      }
      if (b == '\n') {
        return line.toString(StandardCharsets.ISO_8859_1);
      }
      if (b != '\r') {
        line.write(b);
      }
    }
  }

  /** Ends what is open; new connections are taken. */
  public void endConnections() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    endConnections();
  }
}
