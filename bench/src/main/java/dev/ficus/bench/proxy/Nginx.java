package dev.ficus.bench.proxy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** nginx with a worker for each core, upstream connections kept and bodies never on disk. */
record Nginx() implements Peer {

  @Override
  public String name() {
    return "nginx";
  }

  @Override
  public List<String> needs() {
    return List.of("nginx");
  }

  @Override
  public boolean compiles() {
    return false;
  }

  @Override
  public Running start(Stand stand) throws IOException {
    int port = Stand.freePort();
    Path directory = stand.directoryOf(name());
    Files.writeString(
        directory.resolve("nginx.conf"),
        main()
            + """
            http {
              access_log access.log combined;
              %s
              keepalive_requests 1000000000;
              keepalive_timeout 600s;
              upstream fixed {
                server 127.0.0.1:%d;
                keepalive 1024;
                keepalive_requests 1000000000;
                keepalive_timeout 600s;
              }
              server {
                listen 127.0.0.1:%d backlog=1024;
                location / {
                  proxy_pass http://fixed;
                  proxy_http_version 1.1;
                  proxy_set_header Connection "";
                  proxy_set_header Host $http_host;
                  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                  proxy_set_header X-Forwarded-Proto $scheme;
                  proxy_request_buffering off;
                  proxy_buffers 16 16k;
                  proxy_max_temp_file_size 0;
                }
              }
            }
            """
                .formatted(temporaryPaths(), stand.upstream().legacyPort(), port));
    URI readiness = URI.create("http://127.0.0.1:" + port + "/");
    return Running.start(name(), command(directory), directory, port, readiness, "access.log");
  }

  static List<String> command(Path directory) {
    return List.of(
        Programs.path("nginx"),
        "-p",
        directory + "/",
        "-c",
        directory.resolve("nginx.conf").toString(),
        "-e",
        directory.resolve("error.log").toString());
  }

  /** What every nginx of the benchmark begins with. */
  static String main() {
    // Its workers may read our directory only as the user that made it.
    String user = System.getProperty("user.name").equals("root") ? "user root root;\n" : "";
    return user
        + """
        daemon off;
        worker_processes auto;
        worker_rlimit_nofile 16384;
        pid nginx.pid;
        error_log error.log warn;
        events { worker_connections 4096; }
        """;
  }

  /** The distribution's lie where only the system's nginx may write. */
  static String temporaryPaths() {
    return """
    client_body_temp_path client_body;
      proxy_temp_path proxy;
      fastcgi_temp_path fastcgi;
      uwsgi_temp_path uwsgi;
      scgi_temp_path scgi;\
    """;
  }
}
