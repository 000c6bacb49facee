package dev.ficus.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class BooksTest {

  @Test
  void tellsPaymentsFromWhatAClientWaitsFor() {
    Books legacy =
        Books.of(
            JsonMapper.shared()
                .readTree("{\"order.create\":5,\"stock.adjust\":2,\"payment.record\":3}"));
    Books functions =
        Books.of(JsonMapper.shared().readTree("{\"payment.record\":1,\"mail.send\":4}"));

    assertThat(legacy.plus(functions)).isEqualTo(new Books(7, 4, 4));
    assertThat(legacy.plus(functions).since(legacy)).isEqualTo(functions);
    assertThat(Books.of(JsonMapper.shared().readTree("{}"))).isEqualTo(Books.EMPTY);
  }
}
