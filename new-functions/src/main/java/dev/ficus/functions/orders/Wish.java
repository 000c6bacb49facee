package dev.ficus.functions.orders;

import dev.ficus.functions.answers.Refusal;
import dev.ficus.functions.answers.Rules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An order as a client asks for it, before anything about it was checked. */
record Wish(@Nullable Long customerId, @Nullable List<@Nullable Line> lines) {

  /** Some pieces of one product, wished for. */
  record Line(@Nullable Long productId, @Nullable Integer quantity) {

    long product() {
      return Rules.present("productId", productId);
    }

    int pieces() {
      return Rules.atLeast("quantity", quantity, 1);
    }
  }

  long customer() {
    return Rules.present("customerId", customerId);
  }

  List<Line> positions() {
    List<@Nullable Line> wished = Rules.present("lines", lines);
    if (wished.isEmpty()) {
      throw Refusal.invalid("lines must not be empty");
    }
    return wished.stream().map(line -> Rules.present("line", line)).toList();
  }
}
