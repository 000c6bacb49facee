package dev.ficus.gateway.redis;

import dev.ficus.gateway.redis.EmbeddedRedisFiles.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A real Redis of Ficus' own, for those who have set none up. It runs detached from the terminal,
 * has every change on disk before it answers, outlives a gateway that is killed, and is found again
 * by the next one. Only the gateway that started it ends it.
 */
public final class EmbeddedRedis implements AutoCloseable {

  static final String HOST = "127.0.0.1";

  /** How long a server may take to say who it is. */
  private static final Duration PROBE = Duration.ofMillis(500);

  /** How long a server may take to be there; reading a large append-only file takes its time. */
  private static final Duration START = Duration.ofSeconds(30);

  /** How long a server without a process file is waited for: it writes it before it reads data. */
  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(5);

  private static final Duration STOP = Duration.ofSeconds(10);
  private static final Duration TERMINATE = Duration.ofSeconds(2);
  private static final int ATTEMPTS = 5;

  /** Somebody else took the free port between finding and binding it. */
  private static final class PortTaken extends Exception {}

  private final EmbeddedRedisFiles files;
  private final Address address;
  private volatile ProcessHandle process;
  private volatile boolean ours;
  private volatile boolean closed;

  private EmbeddedRedis(
      EmbeddedRedisFiles files, Address address, ProcessHandle process, boolean ours) {
    this.files = files;
    this.address = address;
    this.process = process;
    this.ours = ours;
  }

  /**
   * Starts a server, or finds the one that runs there already.
   *
   * @param directory of its data; made if it is not there
   * @throws EmbeddedRedisException if neither is possible
   */
  public static EmbeddedRedis start(Path directory) {
    return start(directory, Optional.ofNullable(System.getenv("PATH")).orElse(""));
  }

  static EmbeddedRedis start(Path directory, String path) {
    try {
      Files.createDirectories(directory);
      EmbeddedRedisFiles files = new EmbeddedRedisFiles(directory.toRealPath());
      try (StartLock _ = StartLock.take(files.lock())) {
        Optional<EmbeddedRedis> running = findRunning(files);
        return running.isPresent() ? running.get() : launch(files, path);
      }
    } catch (IOException e) {
      throw new EmbeddedRedisException(
          "cannot keep the embedded Redis' data in " + directory + ": " + RedisBinary.reason(e), e);
    }
  }

  private static Optional<EmbeddedRedis> findRunning(EmbeddedRedisFiles files) throws IOException {
    Optional<Address> address = files.address();
    Optional<ProcessHandle> process = files.process();
    if (address.isEmpty() && process.isEmpty()) {
      return Optional.empty();
    }
    String trouble = "its configuration " + files.configuration() + " cannot be read";
    if (address.isPresent()) {
      try {
        return Optional.of(
            new EmbeddedRedis(files, address.get(), identify(files, address.get()), false));
      } catch (IOException e) {
        trouble = "it does not answer as expected: " + e.getMessage();
      }
    }
    if (process.isPresent()) {
      // A second server on the same files would destroy them.
      throw new EmbeddedRedisException(
          "redis-server with process id "
              + process.get().pid()
              + " still holds "
              + files.directory()
              + ", but "
              + trouble
              + "; end that process and start again");
    }
    return Optional.empty();
  }

  /** The process behind an address, if it is a Redis that has the password and the directory. */
  private static ProcessHandle identify(EmbeddedRedisFiles files, Address address)
      throws IOException {
    try (RespClient redis = new RespClient(address.port(), PROBE)) {
      redis.call("AUTH", address.password());
      redis.call("PING");
      List<String> dir = redis.call("CONFIG", "GET", "dir");
      if (dir.size() != 2 || !Files.isSameFile(Path.of(dir.get(1)), files.directory())) {
        throw new IOException("it keeps its data elsewhere");
      }
      for (String line : redis.call("INFO", "server").getFirst().lines().toList()) {
        if (line.startsWith("process_id:")) {
          long pid = Long.parseLong(line.substring("process_id:".length()).strip());
          return ProcessHandle.of(pid).orElseThrow(() -> new IOException("it has just ended"));
        }
      }
      throw new IOException("it does not tell its process id");
    }
  }

  /**
   * Starts the server again, at the same address, if its process is gone: killed, or ended by
   * itself because its disk was full.
   *
   * @return whether it was gone
   * @throws EmbeddedRedisException if it cannot be started
   */
  public boolean revive() {
    return revive(Optional.ofNullable(System.getenv("PATH")).orElse(""));
  }

  synchronized boolean revive(String path) {
    if (closed || isRunning()) {
      return false;
    }
    try (StartLock _ = StartLock.take(files.lock())) {
      EmbeddedRedis now = findRunning(files).orElse(null);
      if (now == null) {
        now = launch(files, RedisBinary.find(path, files.directory().resolve("bin")), address);
      } else if (!now.address.equals(address)) {
        throw new EmbeddedRedisException(
            "another gateway has started the embedded Redis at another address; end this gateway"
                + " and start it again");
      }
      process = now.process;
      ours = now.ours;
      return true;
    } catch (PortTaken e) {
      throw new EmbeddedRedisException("port " + address.port() + " has been taken meanwhile", e);
    } catch (IOException e) {
      throw new EmbeddedRedisException(
          "cannot start the embedded Redis again: " + RedisBinary.reason(e), e);
    }
  }

  private static EmbeddedRedis launch(EmbeddedRedisFiles files, String path) throws IOException {
    Path binary = RedisBinary.find(path, files.directory().resolve("bin"));
    for (int attempt = 1; ; attempt++) {
      Address address = new Address(freePort(), newPassword());
      try {
        return launch(files, binary, address);
      } catch (PortTaken e) {
        if (attempt == ATTEMPTS) {
          throw new EmbeddedRedisException("no port stays free:\n" + files.logTail(), e);
        }
      }
    }
  }

  private static EmbeddedRedis launch(EmbeddedRedisFiles files, Path binary, Address address)
      throws IOException, PortTaken {
    files.forgetPid();
    files.write(address);
    long logged = Files.exists(files.log()) ? Files.size(files.log()) : 0;
    Process parent =
        new ProcessBuilder(binary.toString(), files.configuration().toString())
            .directory(files.directory().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(files.log().toFile()))
            .start();
    // It goes to the background by itself; the process started here ends at once.
    try {
      if (!parent.waitFor(SIGN_OF_LIFE.toMillis(), TimeUnit.MILLISECONDS)) {
        parent.destroyForcibly();
        throw failed(files, "does not go to the background");
      }
      if (parent.exitValue() != 0) {
        throw failed(files, "ended with status " + parent.exitValue());
      }
      return new EmbeddedRedis(files, address, awaitReady(files, address, logged), true);
    } catch (InterruptedException e) {
      files.process().ifPresent(ProcessHandle::destroy);
      Thread.currentThread().interrupt();
      throw new EmbeddedRedisException("interrupted while starting Redis", e);
    }
  }

  private static ProcessHandle awaitReady(EmbeddedRedisFiles files, Address address, long logged)
      throws IOException, InterruptedException, PortTaken {
    long begun = System.nanoTime();
    boolean seen = false;
    String last = "no answer yet";
    while (System.nanoTime() - begun < START.toNanos()) {
      boolean alive = files.process().isPresent();
      if (!alive && newLog(files, logged).contains("Failed listening")) {
        throw new PortTaken();
      }
      boolean silent = !seen && System.nanoTime() - begun > SIGN_OF_LIFE.toNanos();
      if (seen && !alive || silent) {
        throw failed(files, "ended while starting");
      }
      seen |= alive;
      try {
        if (alive) {
          return identify(files, address);
        }
      } catch (IOException notYet) {
        last = String.valueOf(notYet.getMessage());
      }
      Thread.sleep(5);
    }
    files.process().ifPresent(ProcessHandle::destroy);
    throw failed(files, "was not ready within " + START.toSeconds() + " s: " + last);
  }

  private static String newLog(EmbeddedRedisFiles files, long from) throws IOException {
    byte[] log = Files.readAllBytes(files.log());
    int start = (int) Math.min(from, log.length);
    return new String(log, start, log.length - start, StandardCharsets.UTF_8);
  }

  private static EmbeddedRedisException failed(EmbeddedRedisFiles files, String what) {
    return new EmbeddedRedisException(
        "embedded Redis " + what + "; the end of " + files.log() + ":\n" + files.logTail());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral(HOST))) {
      return socket.getLocalPort();
    }
  }

  private static String newPassword() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  public String host() {
    return HOST;
  }

  public int port() {
    return address.port();
  }

  public String password() {
    return address.password();
  }

  public long pid() {
    return process.pid();
  }

  /** Whether this gateway started it, and so ends it. */
  public boolean isOurs() {
    return ours;
  }

  /** Ends the server if it is {@linkplain #isOurs() ours}, and waits until it has ended. */
  @Override
  public synchronized void close() {
    closed = true;
    if (!ours || !isRunning()) {
      return;
    }
    Duration patience = PROBE;
    try (RespClient redis = new RespClient(address.port(), PROBE)) {
      redis.call("AUTH", address.password());
      // It writes to its disk what is left, and then closes the connection instead of answering.
      patience = STOP;
      redis.waitFor(STOP);
      redis.call("SHUTDOWN");
    } catch (IOException closing) {
      // If it did not hear, it is ended by its process.
    }
    if (!ended(patience)) {
      process.destroy();
      if (!ended(TERMINATE)) {
        process.destroyForcibly();
        ended(TERMINATE);
      }
    }
  }

  private boolean ended(Duration patience) {
    long begun = System.nanoTime();
    try {
      while (isRunning() && System.nanoTime() - begun < patience.toNanos()) {
        Thread.sleep(5);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !isRunning();
  }

  /** Ended processes that nobody collects, as in a container without an init, have no command. */
  private boolean isRunning() {
    return process.isAlive() && process.info().command().isPresent();
  }
}
