@NullMarked
package dev.ficus.gateway;

import org.jspecify.annotations.NullMarked;
