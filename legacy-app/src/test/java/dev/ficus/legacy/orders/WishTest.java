package dev.ficus.legacy.orders;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ficus.legacy.answers.Refusal;
import java.util.List;
import org.junit.jupiter.api.Test;

class WishTest {

  @Test
  void refusesLessThanOnePiece() {
    assertThatThrownBy(new Wish.Line(1L, 0)::pieces)
        .isInstanceOf(Refusal.Invalid.class)
        .hasMessage("quantity must be at least 1");
  }

  @Test
  void namesWhatIsMissing() {
    assertThatThrownBy(new Wish(null, null)::customer).hasMessage("customerId is missing");
    assertThatThrownBy(new Wish(1L, null)::positions).hasMessage("lines is missing");
    assertThatThrownBy(new Wish(1L, List.of())::positions).hasMessage("lines must not be empty");
  }
}
