/**
 * Routes in two of their three shapes: as a file says them ({@code RouteSpec}), and as compiled
 * into an immutable, indexed table ({@code Route}, {@code RouteTable}). The third, a route as it
 * runs with its stage, lives in {@code migration}.
 */
@NullMarked
package dev.ficus.gateway.route;

import org.jspecify.annotations.NullMarked;
