package dev.ficus.gateway.parity;

import dev.ficus.gateway.route.HeaderEdits;
import dev.ficus.gateway.route.PoolSpec;
import dev.ficus.gateway.route.Upstream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Upstreams as copies of requests see them: the same places, but connections of their own, nobody
 * waiting for one, and a mark on each request.
 */
public final class CopiedUpstreams {

  private static final String MARK = "Ficus-Shadow";

  private volatile IdentityHashMap<Upstream, Upstream> copies = new IdentityHashMap<>();

  /** Follows the files in force; what has not changed stays the same object. */
  public Collection<Upstream> follow(Collection<Upstream> present) {
    IdentityHashMap<Upstream, Upstream> next = new IdentityHashMap<>();
    Map<Upstream, Upstream> known = new HashMap<>();
    copies.values().forEach(its -> known.put(its, its));
    for (Upstream upstream : present) {
      Upstream copy = copyOf(upstream);
      next.put(upstream, known.getOrDefault(copy, copy));
    }
    copies = next;
    return next.values();
  }

  /** The same upstream as copies see it; a request that began before a reload makes its own. */
  public Upstream of(Upstream upstream) {
    Upstream copy = copies.get(upstream);
    return copy != null ? copy : copyOf(upstream);
  }

  private static Upstream copyOf(Upstream upstream) {
    Map<String, String> set = new HashMap<>(upstream.headers().set());
    set.put(MARK, "true");
    Set<String> remove = new HashSet<>(upstream.headers().remove());
    remove.add("Idempotency-Key");
    PoolSpec pool = upstream.pool();
    return new Upstream(
        upstream.name(),
        upstream.urls(),
        upstream.timeouts(),
        new PoolSpec(pool.maxConnections(), 0, pool.maxIdle()),
        upstream.host(),
        new HeaderEdits(set, remove),
        upstream.circuit(),
        upstream.data(),
        upstream.versionHeader());
  }

  /** A key that a copy has for its own, and the same whenever the same request is copied. */
  public static String idempotencyKey(@Nullable String original) {
    UUID key =
        original == null
            ? UUID.randomUUID()
            : UUID.nameUUIDFromBytes(("ficus-shadow:" + original).getBytes(StandardCharsets.UTF_8));
    return key.toString();
  }
}
