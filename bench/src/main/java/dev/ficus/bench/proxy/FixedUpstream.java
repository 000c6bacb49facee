package dev.ficus.bench.proxy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** An nginx that answers everything with one document, once as legacy and once as the target. */
record FixedUpstream(int legacyPort, int targetPort) {

  /** The response header that tells who has answered. */
  static final String SIDE = "X-Side";

  /** What still fits into a word of nginx's configuration. */
  private static final int WORD = 2048;

  static FixedUpstream onFreePorts() throws IOException {
    return new FixedUpstream(Stand.freePort(), Stand.freePort());
  }

  Running start(Path directory, Body body) throws IOException {
    Files.createDirectories(directory);
    String legacy = location(directory, body, "legacy");
    String target = location(directory, body, "target");
    Files.writeString(
        directory.resolve("nginx.conf"),
        Nginx.main()
            + """
            http {
              access_log off;
              %s
              keepalive_requests 1000000000;
              keepalive_timeout 600s;
              client_body_buffer_size 256k;
              sendfile on;
              open_file_cache max=4;
              default_type application/json;
              server {
                listen 127.0.0.1:%d backlog=1024;
                add_header %s legacy;
                %s
              }
              server {
                listen 127.0.0.1:%d backlog=1024;
                add_header %s target;
                %s
              }
            }
            """
                .formatted(
                    Nginx.temporaryPaths(), legacyPort, SIDE, legacy, targetPort, SIDE, target));
    URI readiness = URI.create("http://127.0.0.1:" + legacyPort + "/");
    return Running.start(
        "upstream", Nginx.command(directory), directory, legacyPort, readiness, "access.log");
  }

  /** What a side answers: the same, but that the target's members stand the other way round. */
  private static String location(Path directory, Body body, String side) throws IOException {
    String text = body.answer(side.equals("target"));
    if (body.answered > WORD) {
      Files.writeString(directory.resolve(side), text);
      return "root .; location / { try_files /" + side + " =404; }";
    }
    if (body.sent > 0) {
      // A bare "return" would answer before the body has come, which no application does and which
      // makes proxies break off the upload. The mirror module is there to read it.
      return """
      location / { mirror /read; log_not_found off; error_page 403 404 405 =200 @answer; }
      location = /read { internal; return 204; }
      location @answer { return 200 '%s'; }
      """
          .formatted(text);
    }
    return "location / { return 200 '" + text + "'; }";
  }
}
