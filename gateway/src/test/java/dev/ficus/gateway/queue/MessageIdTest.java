package dev.ficus.gateway.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageIdTest {

  private final SecureRandom random = new SecureRandom();

  @Test
  void whatClientsHoldSaysWhereItIsKept() {
    MessageId id = MessageId.fresh("monthly_report.v2-a", random);
    assertThat(id.toString()).matches("monthly_report\\.v2-a_[0-9a-f]{32}");
    assertThat(MessageId.parse(id.toString())).contains(id);
    assertThat(id.hashTag()).isEqualTo("{q:monthly_report.v2-a}");
    assertThat(MessageId.fresh("monthly_report.v2-a", random)).isNotEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "_00112233445566778899aabbccddeeff",
        "a00112233445566778899aabbccddeeff",
        "a_00112233445566778899aabbccddeef",
        "a_00112233445566778899AABBCCDDEEFF",
        "a}b_00112233445566778899aabbccddeeff",
        "a b_00112233445566778899aabbccddeeff",
        "../a_00112233445566778899aabbccddee/f"
      })
  void whatNobodyWasGivenIsNoId(String text) {
    assertThat(MessageId.parse(text)).isEmpty();
  }

  @Test
  void headersAndPathsStayOnOneLine() {
    assertThatThrownBy(() -> new Header("a", "b\r\nc")).hasMessageContaining("'a'");
    assertThatThrownBy(() -> new Header("a:", "b")).hasMessageContaining("header");
    assertThat(new Header("Authorization", "Bearer x").toString()).doesNotContain("Bearer");
  }
}
