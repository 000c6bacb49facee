package dev.ficus.legacy.oddities;

import java.nio.charset.StandardCharsets;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** A page from before UTF-8: its bytes are ISO-8859-1, and so says its header. */
@RestController
class Impressum {

  private static final MediaType LATIN_1 =
      new MediaType("text", "html", StandardCharsets.ISO_8859_1);

  private static final byte[] PAGE =
      """
      <!DOCTYPE html>
      <html lang="de"><head><meta charset="iso-8859-1"><title>Impressum</title></head>
      <body><h1>Impressum</h1>
      <p>Feigenbaum Tee &amp; Töpfe, Käthe Größ, Würzburger Straße 7, 20095 Hamburg</p>
      <p><a href="/">Zurück</a></p></body></html>
      """
          .getBytes(StandardCharsets.ISO_8859_1);

  @GetMapping("/impressum")
  ResponseEntity<byte[]> page() {
    return ResponseEntity.ok().contentType(LATIN_1).body(PAGE);
  }
}
