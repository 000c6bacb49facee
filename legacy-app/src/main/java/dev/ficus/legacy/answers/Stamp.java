package dev.ficus.legacy.answers;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.stereotype.Component;

/** Adds the natural noise to answers. */
@Component
public class Stamp {

  private final Clock clock;

  Stamp(Clock clock) {
    this.clock = clock;
  }

  /** Returns the answer with the time and a fresh request id. */
  public <T> Stamped<T> on(T answer) {
    return new Stamped<>(answer, clock.instant(), UUID.randomUUID());
  }

  /** Returns the elements in an order that nobody may rely on. */
  public static <T> List<T> shuffled(Collection<T> elements) {
    var list = new ArrayList<T>(elements);
    Collections.shuffle(list, ThreadLocalRandom.current());
    return list;
  }
}
