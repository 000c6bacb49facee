package dev.ficus.functions.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;

class RunningFunctionsTest {

  @Test
  void allRunUnlessSomeAreNamed() {
    assertThat(RunningFunctions.of(new MockEnvironment()).names())
        .containsExactly(FunctionName.values());
    assertThat(running(" , ").names()).containsExactly(FunctionName.values());
  }

  @Test
  void onlyTheNamedOnesRun() {
    assertThat(running("orders, products").names())
        .containsExactly(FunctionName.PRODUCTS, FunctionName.ORDERS);
  }

  @Test
  void anUnknownNameIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> running("orders,carts"))
        .isInstanceOf(UnknownFunctionException.class)
        .hasMessage(
            "unknown function 'carts' (expected: products, search, orders, customers, stock,"
                + " reports, payments, mail, charges, provider)");
  }

  private static RunningFunctions running(String functions) {
    return RunningFunctions.of(new MockEnvironment().withProperty("functions", functions));
  }
}
