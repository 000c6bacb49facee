package dev.ficus.functions.defects;

import dev.ficus.functions.answers.Refusal;
import dev.ficus.functions.answers.Rules;
import dev.ficus.functions.host.FunctionName;
import dev.ficus.functions.host.UnknownFunctionException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The switches; each answers with the state of all of them. */
@RestController
@RequestMapping("/defects")
class DefectsController {

  private final Defects defects;

  DefectsController(Defects defects) {
    this.defects = defects;
  }

  @GetMapping
  Defects.State state() {
    return defects.state();
  }

  record Switch(@Nullable Boolean on) {}

  @PostMapping("/rounding")
  Defects.State rounding(@RequestBody Switch wanted) {
    defects.rounding(Rules.present("on", wanted.on()));
    return defects.state();
  }

  record Failing(@Nullable String function, @Nullable Boolean on) {}

  @PostMapping("/failing")
  Defects.State failing(@RequestBody Failing wanted) {
    defects.failing(function(wanted.function()), Rules.present("on", wanted.on()));
    return defects.state();
  }

  /** The delay reads like {@code 200ms} or {@code 2s}; {@code 0ms} ends it. */
  record Slow(@Nullable String function, @Nullable String delay) {}

  @PostMapping("/slow")
  Defects.State slow(@RequestBody Slow wanted) {
    defects.slow(function(wanted.function()), delay(Rules.filled("delay", wanted.delay())));
    return defects.state();
  }

  private static FunctionName function(@Nullable String name) {
    try {
      return FunctionName.of(Rules.filled("function", name));
    } catch (UnknownFunctionException unknown) {
      throw Refusal.invalid(String.valueOf(unknown.getMessage()));
    }
  }

  private static Duration delay(String text) {
    try {
      Duration delay = DurationStyle.detectAndParse(text);
      if (!delay.isNegative()) {
        return delay;
      }
    } catch (IllegalArgumentException unreadable) {
      // Refused below, in the same words.
    }
    throw Refusal.invalid("delay must look like 200ms or 2s");
  }
}
