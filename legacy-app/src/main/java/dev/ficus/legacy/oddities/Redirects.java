package dev.ficus.legacy.oddities;

import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** Redirects to absolute URLs, made of the host that the client named. */
@RestController
class Redirects {

  @GetMapping("/go/{id}")
  ResponseEntity<Void> product(@PathVariable long id) {
    return to(HttpStatus.FOUND, "/product/" + id);
  }

  @GetMapping("/old-catalog")
  ResponseEntity<Void> catalog() {
    return to(HttpStatus.MOVED_PERMANENTLY, "/catalog");
  }

  private static ResponseEntity<Void> to(HttpStatus status, String path) {
    URI location = ServletUriComponentsBuilder.fromCurrentContextPath().path(path).build().toUri();
    return ResponseEntity.status(status).location(location).build();
  }
}
