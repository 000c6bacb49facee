package dev.ficus.legacy.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SearchPatternTest {

  @Test
  void wildcardsOfTheClientAreLiteral() {
    assertThat(Products.containing("50%_Off!")).isEqualTo("%50!%!_off!!%");
  }
}
