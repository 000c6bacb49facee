package dev.ficus.legacy.oddities;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** An address that was once misprinted in a catalogue, and works ever since. */
@RestController
class DoubleSlash {

  @GetMapping("//legacy//double")
  Map<String, String> asItCame(HttpServletRequest request) {
    return Map.of("uri", request.getRequestURI());
  }
}
