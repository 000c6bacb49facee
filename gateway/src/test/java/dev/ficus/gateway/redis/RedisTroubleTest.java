package dev.ficus.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisTroubleTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ERR Error running script: @user_script:26: -READONLY You can't write | is a replica",
        "LOADING Redis is loading the dataset in memory | still reading its data",
        "CLUSTERDOWN Hash slot not served | does not serve all slots",
        "MISCONF Errors writing to the AOF file | cannot write to its disk",
        "OOM command not allowed when used memory > 'maxmemory'. | out of memory",
        "WRONGPASS invalid username-password pair | does not let Ficus in",
        "ERR something else | failed: ERR something else"
      })
  void answerThatSaysNoIsExplainedAndCertain(String said, String expected) {
    var trouble = RedisTrouble.of(new RedisCommandExecutionException(said), true);
    assertThat(trouble).hasMessageContaining(expected);
    assertThat(trouble.outcomeUnknown()).isFalse();
  }

  @Test
  void rejectedCommandWasNotSent() {
    var rejected = new RedisException("Currently not connected. Commands are rejected.");
    assertThat(RedisTrouble.of(rejected, true).outcomeUnknown()).isFalse();
  }

  @Test
  void brokenConnectionLeavesOnlyWritesUnknown() {
    var broken = new RedisConnectionException("Connection reset by peer");
    assertThat(RedisTrouble.of(broken, true).outcomeUnknown()).isTrue();
    assertThat(RedisTrouble.of(broken, false).outcomeUnknown()).isFalse();
  }
}
