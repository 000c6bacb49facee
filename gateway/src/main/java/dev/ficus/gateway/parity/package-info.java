/**
 * Evidence before a cutover: the answers of both sides compared, legacy's own noise taken out, both
 * sides' errors and latencies, and what statistics allow to conclude from them. Its words:
 *
 * <ul>
 *   <li>a {@linkplain dev.ficus.gateway.parity.Comparison comparison} is of two {@linkplain
 *       dev.ficus.gateway.parity.Answer answers} to one request, and finds {@linkplain
 *       dev.ficus.gateway.parity.Difference differences};
 *   <li>{@linkplain dev.ficus.gateway.parity.Evidence evidence} is what the fleet has counted of a
 *       route since its last cutover;
 *   <li>{@linkplain dev.ficus.gateway.parity.Noise noise} are the paths at which legacy differs
 *       from itself;
 *   <li>a {@linkplain dev.ficus.gateway.parity.Gate gate} passes, fails or waits by it.
 * </ul>
 */
@NullMarked
package dev.ficus.gateway.parity;

import org.jspecify.annotations.NullMarked;
