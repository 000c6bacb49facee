/**
 * The whole-process benchmark: proxies as separate processes between one load and one fixed
 * upstream, measured in turns by what they cost the machine.
 */
@NullMarked
package dev.ficus.bench.proxy;

import org.jspecify.annotations.NullMarked;
