package dev.ficus.functions.charges;

import dev.ficus.functions.answers.Refusal;
import dev.ficus.functions.host.FunctionName;
import dev.ficus.functions.host.OfFunction;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** The payment provider, by way of the gateway. */
@Component
@OfFunction(FunctionName.CHARGES)
class Provider {

  private final RestClient client;

  /** What the provider says. */
  record Charged(String id, BigDecimal amount, String reference) {}

  Provider(@Value("${shop.payments.url}") String url) {
    JdkClientHttpRequestFactory requests =
        new JdkClientHttpRequestFactory(
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .build());
    requests.setReadTimeout(Duration.ofSeconds(10));
    client = RestClient.builder().baseUrl(url).requestFactory(requests).build();
  }

  /** Charges the amount, or refuses with 503. */
  Charged charge(long order, BigDecimal amount) {
    try {
      Charged charged =
          client
              .post()
              .uri("/payments/charges")
              .body(Map.of("amount", amount, "reference", "order-" + order))
              .retrieve()
              .body(Charged.class);
      if (charged != null) {
        return charged;
      }
      throw Refusal.unavailable("the payment provider said nothing");
    } catch (RestClientException failed) {
      throw Refusal.unavailable("the payment provider cannot be reached: " + failed.getMessage());
    }
  }
}
