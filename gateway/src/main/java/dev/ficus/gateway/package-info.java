/** Ficus, the strangler-fig migration gateway: a core of plain Java, and an edge around it. */
@NullMarked
package dev.ficus.gateway;

import org.jspecify.annotations.NullMarked;
