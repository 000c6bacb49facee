package dev.ficus.legacy.cart;

import dev.ficus.legacy.orders.Wish;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a visitor means to buy: pieces by product. Two tabs of one visitor may meet in it. */
final class Cart implements Serializable {

  private final LinkedHashMap<Long, Integer> pieces = new LinkedHashMap<>();

  synchronized void add(long productId, int quantity) {
    pieces.merge(productId, quantity, Math::addExact);
  }

  synchronized Map<Long, Integer> pieces() {
    return new LinkedHashMap<>(pieces);
  }

  /** Empties the cart into the wish of a customer. */
  synchronized Wish emptyFor(long customerId) {
    List<Wish.Line> lines = new ArrayList<>();
    pieces.forEach((product, quantity) -> lines.add(new Wish.Line(product, quantity)));
    pieces.clear();
    return new Wish(customerId, List.copyOf(lines));
  }
}
