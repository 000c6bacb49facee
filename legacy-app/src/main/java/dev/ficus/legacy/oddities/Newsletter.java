package dev.ficus.legacy.oddities;

import dev.ficus.legacy.answers.Rules;
import dev.ficus.legacy.ledger.Ledger;
import dev.ficus.legacy.ledger.Operation;
import dev.ficus.legacy.ledger.Written;
import java.time.Clock;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A GET that writes: the link that stands in every newsletter. */
@RestController
class Newsletter {

  private final JdbcClient jdbc;
  private final Ledger ledger;
  private final Clock clock;

  Newsletter(JdbcClient jdbc, Ledger ledger, Clock clock) {
    this.jdbc = jdbc;
    this.ledger = ledger;
    this.clock = clock;
  }

  @GetMapping("/newsletter/unsubscribe")
  @Transactional
  public ResponseEntity<String> unsubscribe(
      @RequestParam String email,
      @RequestHeader(name = Written.WRITE_KEY, required = false) @Nullable String key) {
    Rules.filled("email", email);
    Rules.between("the length of email", email.length(), 3, 200);
    jdbc.sql("INSERT INTO newsletter_unsubscribe (email, unsubscribed_at) VALUES (?, ?)")
        .params(email, clock.instant().atOffset(ZoneOffset.UTC))
        .update();
    long ledgerId = ledger.enter(Operation.NEWSLETTER_UNSUBSCRIBE, email, key);
    return ResponseEntity.ok()
        .header(Written.LEDGER_ID, Long.toString(ledgerId))
        .contentType(MediaType.TEXT_PLAIN)
        .body("You will hear no more from us.\n");
  }
}
