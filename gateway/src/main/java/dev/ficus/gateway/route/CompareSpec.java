package dev.ficus.gateway.route;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * How the answers of a route's two sides are compared. Pointers are JSON pointers in which {@code
 * *} stands for any member or place.
 *
 * @param headers names of headers that are compared beside Content-Type and Location
 * @param ignore pointers of what is not compared, with all below it; also {@code status}, {@code
 *     body} and {@code header:NAME}
 * @param unordered pointers of arrays whose order says nothing
 * @param tolerance by pointer, how far numbers may be apart
 */
public record CompareSpec(
    List<String> headers,
    List<String> ignore,
    List<String> unordered,
    Map<String, BigDecimal> tolerance) {

  public static final CompareSpec PLAIN =
      new CompareSpec(List.of(), List.of(), List.of(), Map.of());

  public CompareSpec {
    headers = List.copyOf(headers);
    ignore = List.copyOf(ignore);
    unordered = List.copyOf(unordered);
    tolerance = Map.copyOf(tolerance);
  }
}
