package dev.ficus.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FormsTest {

  @Test
  void findsTheTokenWhateverTheOrderOfAttributes() {
    assertThat(Forms.csrfOf("<form><input type=\"hidden\" name=\"_csrf\" value=\"t1\"/></form>"))
        .isEqualTo("t1");
    assertThat(Forms.csrfOf("<input value=\"t2\" name=\"_csrf\">")).isEqualTo("t2");
    assertThat(Forms.csrfOf("<input name=\"other\" value=\"t3\">")).isEmpty();
  }
}
