package dev.ficus.gateway.migration;

import dev.ficus.gateway.route.FixedResponse;
import dev.ficus.gateway.route.Side;
import dev.ficus.gateway.route.Upstream;
import org.jspecify.annotations.Nullable;

/** What is to become of a request that a route has claimed. */
public sealed interface Decision {

  Side side();

  Reason reason();

  /**
   * An upstream answers it.
   *
   * @param fallback legacy, if it may take what the target fails; else null
   * @param assignedKey the value of the cohort cookie to set with the response, or null
   */
  record Forward(
      Side side,
      Reason reason,
      Upstream upstream,
      @Nullable Upstream fallback,
      @Nullable String assignedKey)
      implements Decision {

    Forward withAssignedKey(String key) {
      return new Forward(side, reason, upstream, fallback, key);
    }
  }

  /** The gateway answers it by itself, in the target's place. */
  record Answer(Reason reason, FixedResponse response) implements Decision {
    @Override
    public Side side() {
      return Side.TARGET;
    }
  }
}
