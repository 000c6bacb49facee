package dev.ficus.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SignedNoticeTest {

  /** The signature is that of {@code openssl dgst -sha256 -hmac demo-secret}. */
  @Test
  void isSignedAsTheRouteFileWantsIt() {
    SignedNotice notice = SignedNotice.of("pay-1", 1);
    assertThat(notice.body())
        .isEqualTo("{\"id\":\"pay-1\",\"orderId\":1,\"amount\":12.50,\"status\":\"paid\"}");
    assertThat(notice.signature())
        .isEqualTo("ae0116f7f2af62c80a96131c807a7c658d74e6b5faa847e91fde8ae57ab738a6");
  }
}
