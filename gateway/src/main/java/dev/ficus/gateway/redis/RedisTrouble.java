package dev.ficus.gateway.redis;

import dev.ficus.gateway.migration.StoreUnavailableException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import org.jspecify.annotations.Nullable;

/** Says in words what a failed command means, and whether it may have been carried out. */
final class RedisTrouble {

  private RedisTrouble() {}

  /**
   * @param writes whether the command changes anything
   */
  static StoreUnavailableException of(@Nullable Throwable cause, boolean writes) {
    return new StoreUnavailableException(
        "Redis " + explain(cause), writes && !wasRefused(cause), cause);
  }

  /** Whether Redis, or the client before it was sent, has said no: then nothing has happened. */
  static boolean wasRefused(@Nullable Throwable cause) {
    return cause instanceof RedisCommandExecutionException || wasNeverSent(cause);
  }

  static boolean wasNeverSent(@Nullable Throwable cause) {
    return cause instanceof RedisException
        && String.valueOf(cause.getMessage()).startsWith("Currently not connected");
  }

  static String explain(@Nullable Throwable cause) {
    String said = cause == null ? "" : String.valueOf(cause.getMessage());
    if (wasNeverSent(cause)) {
      return "is not connected";
    }
    // A script hands an error on inside a longer message of its own.
    if (said.contains("READONLY")) {
      return "is a replica and takes no changes (a failover is under way, or the address is a"
          + " replica's): "
          + said;
    }
    if (said.startsWith("LOADING")) {
      return "is still reading its data from disk: " + said;
    }
    if (said.startsWith("CLUSTERDOWN")) {
      return "Cluster does not serve all slots: " + said;
    }
    if (said.startsWith("MASTERDOWN")) {
      return "is a replica whose master is away: " + said;
    }
    if (said.contains("MISCONF")) {
      return "cannot write to its disk: " + said;
    }
    if (said.contains("OOM ")) {
      return "is out of memory: " + said;
    }
    if (said.startsWith("NOAUTH") || said.startsWith("WRONGPASS") || said.contains("NOPERM")) {
      return "does not let Ficus in; see spring.data.redis.username and password: " + said;
    }
    return "failed: " + said;
  }
}
