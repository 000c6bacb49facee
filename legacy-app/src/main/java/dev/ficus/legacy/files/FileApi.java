package dev.ficus.legacy.files;

import dev.ficus.legacy.ledger.Written;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.Resource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

@RestController
@RequestMapping("/files")
class FileApi {

  private final FileStore store;

  FileApi(FileStore store) {
    this.store = store;
  }

  @PostMapping
  ResponseEntity<Receipt> upload(
      @RequestPart MultipartFile file,
      @RequestHeader(name = Written.WRITE_KEY, required = false) @Nullable String key)
      throws IOException {
    Path incoming = store.incoming();
    try {
      String sha256 = copy(file, incoming);
      Written<StoredFile> written =
          store.keep(incoming, name(file), contentType(file), sha256, key);
      StoredFile kept = written.value();
      return ResponseEntity.status(HttpStatus.CREATED)
          .header(Written.LEDGER_ID, Long.toString(written.ledgerId()))
          .body(new Receipt(kept.id(), kept.size(), kept.sha256()));
    } finally {
      Files.deleteIfExists(incoming);
    }
  }

  /** Answers a file; Spring MVC cuts ranges out of it and compares validators. */
  @GetMapping("/{id}")
  ResponseEntity<Resource> download(
      @PathVariable long id,
      @RequestHeader(name = HttpHeaders.IF_RANGE, required = false) @Nullable String ifRange)
      throws IOException {
    StoredFile file = store.get(id);
    String etag = "\"" + file.sha256() + "\"";
    Path path = store.path(id);
    // RFC 9110 section 13.1.5: with another validator than ours the client wants the whole file,
    // which Spring MVC never cuts when it comes as a mere stream.
    Resource bytes =
        ifRange == null || ifRange.equals(etag)
            ? new FileSystemResource(path)
            : new InputStreamResource(Files.newInputStream(path));
    return ResponseEntity.ok()
        .eTag(etag)
        .contentType(MediaType.parseMediaType(file.contentType()))
        .contentLength(file.size())
        .header(HttpHeaders.CONTENT_DISPOSITION, attachment(file.name()))
        .body(bytes);
  }

  private static String copy(MultipartFile file, Path target) throws IOException {
    MessageDigest sha256 = sha256();
    try (InputStream in = new DigestInputStream(file.getInputStream(), sha256);
        OutputStream out = Files.newOutputStream(target)) {
      in.transferTo(out);
    }
    return HexFormat.of().formatHex(sha256.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }

  private static String name(MultipartFile file) {
    String sent = file.getOriginalFilename();
    return sent == null || sent.isBlank()
        ? "file"
        : sent.substring(0, Math.min(sent.length(), 255));
  }

  /** What the client says it sent, unless that is nothing we could send back. */
  private static String contentType(MultipartFile file) {
    String sent = file.getContentType();
    if (sent == null || sent.length() > 120) {
      return MediaType.APPLICATION_OCTET_STREAM_VALUE;
    }
    try {
      return MediaType.parseMediaType(sent).toString();
    } catch (InvalidMediaTypeException nonsense) {
      return MediaType.APPLICATION_OCTET_STREAM_VALUE;
    }
  }

  private static String attachment(String name) {
    return ContentDisposition.attachment()
        .filename(name, StandardCharsets.UTF_8)
        .build()
        .toString();
  }

  record Receipt(long id, long size, String sha256) {}
}
