package dev.ficus.cli.tools;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What came of asking once. */
sealed interface Attempt {

  /** An answer, as far as it is compared. */
  record Answered(int status, Map<String, List<String>> headers, Beginning.Part body)
      implements Attempt {

    /** Null if they are alike. */
    @Nullable String differsFrom(Answered other) {
      if (status != other.status) {
        return "status " + status + " and " + other.status;
      }
      if (!headers.equals(other.headers)) {
        Map<String, List<String>> mine = new TreeMap<>(headers);
        mine.entrySet().removeAll(other.headers.entrySet());
        Map<String, List<String>> its = new TreeMap<>(other.headers);
        its.entrySet().removeAll(headers.entrySet());
        return "headers " + mine + " and " + its;
      }
      ByteBuffer bytes = body.bytes();
      return bytes.equals(other.body.bytes())
          ? null
          : "body, from byte " + bytes.mismatch(other.body.bytes());
    }
  }

  /**
   * No answer, or none that has come to its end.
   *
   * @param why for people
   */
  record Failed(String why) implements Attempt {}
}
