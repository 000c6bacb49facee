package dev.ficus.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(RunningShop.class)
class FilesIT {

  private static final String BOUNDARY = "----a-boundary";

  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path directory;

  @Test
  void answersIdSizeAndDigestAndGivesTheBytesBack(Shop shop) throws Exception {
    Path sent = file(3_000_000);
    long before = shop.writes();

    var receipt = upload(shop, sent);
    var download = download(shop, id(receipt));

    assertThat(receipt.statusCode()).isEqualTo(201);
    assertThat(Shop.read(receipt).path("size").asLong()).isEqualTo(3_000_000);
    assertThat(Shop.read(receipt).path("sha256").asString()).isEqualTo(sha256(sent));
    assertThat(shop.writes()).isEqualTo(before + 1);
    assertThat(download.body()).hasSameBinaryContentAs(sent);
    assertThat(download.headers().firstValue("ETag")).hasValue("\"" + sha256(sent) + "\"");
    assertThat(download.headers().firstValue("Content-Disposition").orElseThrow())
        .startsWith("attachment; filename=\"tea.bin\"");
  }

  @Test
  void answersARange(Shop shop) throws Exception {
    Path sent = file(1_000);
    long id = id(upload(shop, sent));

    var range = download(shop, id, "Range", "bytes=10-19");

    assertThat(range.statusCode()).isEqualTo(206);
    assertThat(range.headers().firstValue("Content-Range")).hasValue("bytes 10-19/1000");
    assertThat(Files.readAllBytes(range.body()))
        .isEqualTo(Arrays.copyOfRange(Files.readAllBytes(sent), 10, 20));
    assertThat(download(shop, id, "Range", "bytes=5000-").statusCode()).isEqualTo(416);
  }

  @Test
  void aRangeOfAnotherVersionIsTheWholeFile(Shop shop) throws Exception {
    long id = id(upload(shop, file(1_000)));

    var whole = download(shop, id, "Range", "bytes=0-9", "If-Range", "\"another\"");

    assertThat(whole.statusCode()).isEqualTo(200);
    assertThat(whole.body()).hasSize(1_000);
  }

  @Test
  void aClientThatHasItGetsItNotAgain(Shop shop) throws Exception {
    Path sent = file(1_000);
    long id = id(upload(shop, sent));

    var unchanged = download(shop, id, "If-None-Match", "\"" + sha256(sent) + "\"");

    assertThat(unchanged.statusCode()).isEqualTo(304);
  }

  @Test
  void refusesWhatIsLargerThanTheLimitAndLeavesNothingBehind(Shop shop) throws Exception {
    Path tooLarge = directory.resolve("zeros");
    try (var file = new RandomAccessFile(tooLarge.toFile(), "rw")) {
      file.setLength(102L << 20);
    }
    long before = shop.writes();

    upload(shop, file(10));
    var refused = upload(shop, tooLarge);

    assertThat(refused.statusCode()).isEqualTo(413);
    assertThat(Shop.read(refused).path("error").asString()).isEqualTo("too large");
    assertThat(shop.writes()).as("the small file alone").isEqualTo(before + 1);
    assertThat(shop.data().resolve("files")).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void aFileThatWasNeverSentIsNotFound(Shop shop) throws Exception {
    assertThat(shop.get("/files/999999").statusCode()).isEqualTo(404);
  }

  private HttpResponse<String> upload(Shop shop, Path file) throws Exception {
    BodyPublisher body =
        BodyPublishers.concat(
            BodyPublishers.ofString(
                "--"
                    + BOUNDARY
                    + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"tea.bin\""
                    + "\r\nContent-Type: application/octet-stream\r\n\r\n"),
            BodyPublishers.ofFile(file),
            BodyPublishers.ofString("\r\n--" + BOUNDARY + "--\r\n"));
    return shop.send(
        shop.request("/files")
            .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
            .POST(body)
            .build());
  }

  private HttpResponse<Path> download(Shop shop, long id, String... headers) throws Exception {
    var request = shop.request("/files/" + id);
    for (int n = 0; n < headers.length; n += 2) {
      request.header(headers[n], headers[n + 1]);
    }
    Path target = Files.createTempFile(directory, "download", "");
    return client.send(request.build(), BodyHandlers.ofFile(target));
  }

  private Path file(int size) throws IOException {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return Files.write(Files.createTempFile(directory, "sent", ""), bytes);
  }

  private static long id(HttpResponse<String> receipt) {
    return Shop.read(receipt).path("id").asLong();
  }

  private static String sha256(Path file) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    try (InputStream in = Files.newInputStream(file)) {
      return HexFormat.of().formatHex(digest.digest(in.readAllBytes()));
    }
  }
}
