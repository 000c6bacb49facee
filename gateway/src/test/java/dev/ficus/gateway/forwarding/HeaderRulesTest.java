package dev.ficus.gateway.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.http1.Field;
import dev.ficus.gateway.route.HostPolicy;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderRulesTest {

  private static final HeaderRules RULES =
      new HeaderRules(new TrustedProxies(List.of("10.0.0.0/8", "fd00::/8")));

  private static HeaderRules.Headers headers(String... namesAndValues) {
    Map<String, List<String>> all = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      all.put(namesAndValues[i].toLowerCase(Locale.ROOT), List.of(namesAndValues[i + 1]));
    }
    return name -> all.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
  }

  private static Map<String, String> forwarded(String peer, HeaderRules.Headers client) {
    Map<String, String> out = new LinkedHashMap<>();
    HeaderRules.addForwarded(RULES.asking(peer, "http", client), client, out::put);
    return out;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ficus-shadow",
        "x-forwarded-for",
        "x-forwarded-prefix",
        "x-forwarded-user",
        "forwarded"
      })
  void strangersCannotSpeakForOthers(String name) {
    Asking stranger = RULES.asking("192.0.2.1", "http", headers("Host", "shop"));
    assertThat(HeaderRules.passes(Field.of(name), stranger)).isFalse();
  }

  @Test
  void trustedProxiesKeepWhatWeDoNotSetOurselves() {
    Asking proxy = RULES.asking("10.1.2.3", "http", headers("Host", "shop"));
    assertThat(HeaderRules.passes(Field.of("x-forwarded-prefix"), proxy)).isTrue();
    assertThat(HeaderRules.passes(Field.of("ficus-shadow"), proxy)).isTrue();
    assertThat(HeaderRules.passes(Field.of("x-forwarded-for"), proxy)).isFalse();
  }

  @Test
  void whatConnectionNamesStaysBehind() {
    assertThat(HopByHop.namedBy(List.of("close, X-Hop", "x-other, Keep-Alive")))
        .containsExactlyInAnyOrder("x-hop", "x-other");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Connection", "keep-alive", "TE", "upgrade", "Proxy-Connection"})
  void whatBelongsToOneConnectionStaysBehind(String name) {
    Asking anyone = RULES.asking("192.0.2.1", "http", headers());
    assertThat(HeaderRules.passes(Field.of(name), anyone)).isFalse();
    assertThat(HeaderRules.passesBack(Field.of(name))).isFalse();
    assertThat(HeaderRules.passes(Field.of("X-" + name), anyone)).isTrue();
  }

  @Test
  void connectionCannotNameWhatFramesAMessage() {
    String vital = "Host, Content-Length, Content-Type, Transfer-Encoding";
    assertThat(HopByHop.namedBy(List.of(vital))).isEmpty();
  }

  @Test
  void strangersAreNamedByTheirAddress() {
    assertThat(forwarded("192.0.2.1", headers("Host", "shop:81", "X-Forwarded-For", "6.6.6.6")))
        .containsEntry("X-Forwarded-For", "192.0.2.1")
        .containsEntry("X-Forwarded-Proto", "http")
        .containsEntry("X-Forwarded-Host", "shop:81")
        .containsEntry("X-Forwarded-Port", "81")
        .containsEntry("Forwarded", "for=192.0.2.1;proto=http;host=\"shop:81\"");
  }

  @Test
  void trustedProxiesAreBelievedAndAddedToTheChain() {
    HeaderRules.Headers client =
        headers(
            "Host", "inner",
            "X-Forwarded-For", "192.0.2.7",
            "X-Forwarded-Proto", "https",
            "X-Forwarded-Host", "shop.example",
            "Forwarded", "for=192.0.2.7");
    assertThat(forwarded("10.0.0.1", client))
        .containsEntry("X-Forwarded-For", "192.0.2.7, 10.0.0.1")
        .containsEntry("X-Forwarded-Proto", "https")
        .containsEntry("X-Forwarded-Host", "shop.example")
        .containsEntry("X-Forwarded-Port", "443")
        .containsEntry("Forwarded", "for=192.0.2.7, for=10.0.0.1;proto=http;host=inner");
  }

  @Test
  void addressesOfVersion6AreQuotedInForwarded() {
    assertThat(forwarded("2001:db8::1", headers()).get("Forwarded"))
        .isEqualTo("for=\"[2001:db8::1]\";proto=http");
  }

  @Test
  void quotesInAHostCannotEndTheQuotedString() {
    assertThat(forwarded("192.0.2.1", headers("Host", "a\";for=\"6.6.6.6")).get("Forwarded"))
        .isEqualTo("for=192.0.2.1;proto=http;host=\"a\\\";for=\\\"6.6.6.6\"");
  }

  @Test
  void hostFollowsItsPolicy() {
    URI url = URI.create("http://inner:9001");
    assertThat(HeaderRules.host(new HostPolicy.Preserve(), "shop", url)).isEqualTo("shop");
    assertThat(HeaderRules.host(new HostPolicy.Preserve(), null, url)).isEqualTo("inner:9001");
    assertThat(HeaderRules.host(new HostPolicy.Upstream(), "shop", url)).isEqualTo("inner:9001");
    assertThat(HeaderRules.host(new HostPolicy.Fixed("f"), "shop", url)).isEqualTo("f");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "192.0.2.1 | 198.51.100.9           | 192.0.2.1",
        "10.0.0.1  | -                      | 10.0.0.1",
        "10.0.0.1  | 198.51.100.9           | 198.51.100.9",
        "10.0.0.1  | 6.6.6.6, 198.51.100.9  | 198.51.100.9",
        "10.0.0.1  | 198.51.100.9, 10.0.0.2 | 198.51.100.9",
        "10.0.0.1  | 10.0.0.3, 10.0.0.2     | 10.0.0.3",
        "10.0.0.1  | 6.6.6.6 / 198.51.100.9 | 198.51.100.9",
        "10.0.0.1  | 198.51.100.9 / 10.0.0.2 | 198.51.100.9",
        "192.0.2.1 | 6.6.6.6 / 198.51.100.9 | 192.0.2.1",
        "fd00::1   | 2001:db8::1            | 2001:db8::1",
      })
  void clientIsTheLastAddressThatIsNotTrusted(String peer, @Nullable String lines, String client) {
    TrustedProxies trusted = new TrustedProxies(List.of("10.0.0.0/8", "fd00::/8"));
    List<String> values = lines == null ? List.of() : List.of(lines.split(" / "));
    assertThat(trusted.clientOf(peer, _ -> values)).isEqualTo(client);
  }
}
