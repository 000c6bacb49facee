package dev.ficus.functions.host;

import java.util.Set;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /}: the functions that run here. */
@RestController
class IndexController {

  private final RunningFunctions running;

  IndexController(RunningFunctions running) {
    this.running = running;
  }

  record Index(Set<FunctionName> functions) {}

  @GetMapping("/")
  Index index() {
    return new Index(running.names());
  }
}
