package dev.ficus.functions.host;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The functions there are; written in lower case everywhere outside of this code. */
public enum FunctionName {
  PRODUCTS,
  SEARCH,
  ORDERS,
  CUSTOMERS,
  STOCK,
  REPORTS,
  PAYMENTS,
  MAIL,
  CHARGES,
  /** Not a function of the shop: the payment provider, played. */
  PROVIDER;

  /**
   * The function of that name.
   *
   * @throws UnknownFunctionException if there is none
   */
  @JsonCreator
  public static FunctionName of(String name) {
    return Arrays.stream(values())
        .filter(function -> function.toString().equals(name))
        .findFirst()
        .orElseThrow(() -> new UnknownFunctionException(name));
  }

  static List<String> names() {
    return Arrays.stream(values()).map(FunctionName::toString).toList();
  }

  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
