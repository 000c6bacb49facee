/**
 * Where each route is on its way from legacy to target: the shared state, who may change it and
 * how, and which side answers a request.
 */
@NullMarked
package dev.ficus.gateway.migration;

import org.jspecify.annotations.NullMarked;
