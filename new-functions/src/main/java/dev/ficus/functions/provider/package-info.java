/**
 * The payment provider: an external API, played here so that the demo has one to call. Its switch
 * is that of any function: {@code POST /defects/failing {"function": "provider", "on": true}}.
 */
@NullMarked
package dev.ficus.functions.provider;

import org.jspecify.annotations.NullMarked;
