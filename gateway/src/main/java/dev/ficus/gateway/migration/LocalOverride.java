package dev.ficus.gateway.migration;

import dev.ficus.gateway.route.Stage;
import dev.ficus.gateway.route.Weight;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A rollback that one instance has carried out without the shared store, until it is shared.
 *
 * @param base the number of the route's revision that it rolled back from
 * @param at by the store's clock as this instance knows it, or by its own if it never heard of it
 */
public record LocalOverride(
    Stage stage, Weight weight, long base, Instant at, String who, @Nullable String reason) {}
