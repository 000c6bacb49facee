package dev.ficus.gateway.routefile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What bad files are told, word for word. */
class BadInputTest {

  private static Arguments file(String text, String... messages) {
    return Arguments.of(text, String.join("\n", messages).replace("@", "routes/test.yaml"));
  }

  /** One route in flow style, so that column 17 is where its first setting begins. */
  private static Arguments route(String settings, String... messages) {
    return file("routes:\n- {id: r,match: /,\n" + settings + "}\n", messages);
  }

  private static Arguments upstream(String settings, String... messages) {
    return file("upstreams:\n  u:\n    url: http://u\n    " + settings + "\n", messages);
  }

  static Stream<Arguments> yaml() {
    return Stream.of(
        file("", "@: the file is empty; say `routes: []` to empty it"),
        file("# nothing\n\n", "@: the file is empty; say `routes: []` to empty it"),
        file("---\n", "@: the file is empty; say `routes: []` to empty it"),
        file("{}", "@:1:1: the file says nothing; say `routes: []` to empty it"),
        file("hello", "@:1:1: expected a map, found 'hello'"),
        file("- a", "@:1:1: expected a map, found a list"),
        file("routes:\n", "@:1:8: routes: expected a list of routes, [] for none, found nothing"),
        file(
            "routes: {a: b}", "@:1:9: routes: expected a list of routes, [] for none, found a map"),
        file("routes: []\n---\nroutes: []\n", "@:2:1: a second document; a route file holds one"),
        file("routes: []\nroutes: []\n", "@:2:1: key 'routes' stands twice; first on line 1"),
        file(
            "default: &a b\ndefaults: {legacy: *a}\n",
            "@:1:10: anchor '&a': a route file has no anchors, aliases, merge keys or tags",
            "@:2:20: alias '*a': a route file has no anchors, aliases, merge keys or tags"),
        file(
            "default: !!str x",
            "@:1:10: tag 'tag:yaml.org,2002:str': a route file has no anchors, aliases, merge keys"
                + " or tags"),
        file(
            "defaults:\n  <<: {legacy: a}\n",
            "@:2:3: merge key '<<': a route file has no anchors, aliases, merge keys or tags"),
        file("? [a]\n: b\n", "@:1:3: a key must be a word"),
        file("${SECRET}: b\n", "@:1:1: placeholder in a key; they stand in values only"),
        file("default: \u0007", "@:1:10: control character U+0007"),
        file(
            "routes:\n\t- id: a\n",
            "@:2:1: not valid YAML: found character '\\t(TAB)' that cannot start any token. (Do not"
                + " use \\t(TAB) for indentation) (while scanning for the next token)"),
        file(
            "default: {a: b\n",
            "@:2:1: not valid YAML: expected ',' or '}', but got <stream end> (while parsing a"
                + " flow mapping)"));
  }

  static Stream<Arguments> words() {
    return Stream.of(
        file("rotues: []", "@:1:1: unknown key 'rotues'; did you mean 'routes'?"),
        file(
            "zzz: 1",
            "@:1:1: unknown key 'zzz' (expected: default, defaults, upstreams, groups, routes,"
                + " removed, notify)"),
        route("stags: live", "@:3:1: unknown key 'stags' in route 'r'; did you mean 'stage'?"),
        route(
            "canary: {wieght: 1%}",
            "@:3:10: unknown key 'wieght' in canary of route 'r'; did you mean 'weight'?"),
        route(
            "stage: cannary",
            "@:3:8: stage of route 'r': 'cannary' (expected: legacy, shadow, canary, live or"
                + " retired); did you mean 'canary'?"),
        route(
            "fallback: sometimes",
            "@:3:11: fallback of route 'r': 'sometimes' (expected: safe or never)"),
        route(
            "listener: intern",
            "@:3:11: listener of route 'r': 'intern' (expected: public or internal); did you mean"
                + " 'internal'?"),
        upstream(
            "circuit: {scope: global}",
            "@:4:22: scope of circuit of upstream 'u': 'global' (expected: route or upstream)"),
        upstream(
            "circuit: on-ish",
            "@:4:14: circuit of upstream 'u': 'on-ish' (expected: on, off or watch)"),
        file(
            "groups:\n  g: {match: /x, id: a}\n",
            "@:2:7: unknown key 'match' in group 'g' (expected: legacy, target, rewrite, stage,"
                + " canary, shadow, gates, plan, safe, fallback, timeouts, filters, listener)",
            "@:2:18: unknown key 'id' in group 'g' (expected: legacy, target, rewrite, stage,"
                + " canary, shadow, gates, plan, safe, fallback, timeouts, filters, listener)"),
        file(
            "defaults: {priority: 1}",
            "@:1:12: unknown key 'priority' in defaults (expected: group, legacy, target, rewrite,"
                + " stage, canary, shadow, gates, plan, safe, fallback, timeouts, filters,"
                + " listener)"));
  }

  static Stream<Arguments> missing() {
    return Stream.of(
        file(
            "routes:\n- stage: live\n",
            "@:2:3: missing key 'id' in route #1",
            "@:2:3: missing key 'match' in route #1"),
        file("routes: [ x ]", "@:1:11: route #1: expected a map, found 'x'"),
        file("upstreams:\n  u: {}\n", "@:2:6: upstream 'u': expected either 'url' or 'urls'"),
        file(
            "upstreams:\n  u: {url: http://a, urls: [ http://b ]}\n",
            "@:2:7: upstream 'u': expected either 'url' or 'urls'"),
        file(
            "upstreams:\n  u: {urls: []}\n",
            "@:2:13: urls of upstream 'u': expected a list of URLs, found none"),
        file(
            "upstreams:\n  none: {url: http://a}\n",
            "@:2:3: upstreams: 'none' (expected: an upstream's name, of letters, digits, '.', '_'"
                + " and '-', and not 'none')"),
        route("target: {}", "@:3:9: missing key 'respond' in target of route 'r'"),
        route("plan: {hold: 1m}", "@:3:8: missing key 'steps' in plan of route 'r'"),
        file(
            "routes:\n- {id: a, match: /a}\n- {id: a, match: /b}\n",
            "@:3:8: route id 'a' stands twice; first at @:2:8"),
        file(
            "routes: [ { id: a, match: /a } ]\nremoved: [ a ]\n",
            "@:2:12: route 'a' is listed as removed, but stands at @:1:17"),
        file(
            "routes: [ { id: '${ID:a}', match: /a } ]\n",
            "@:1:17: id of route '${ID:a}': a name cannot be a placeholder"));
  }

  static Stream<Arguments> values() {
    return Stream.of(
        file(
            "routes: [ { id: 17, match: /a } ]",
            "@:1:17: id of route '17': expected a name of letters, digits, '.', '_' and '-', in"
                + " quotes if it is a number, found '17'"),
        file(
            "routes: [ { id: a/b, match: /a } ]",
            "@:1:17: id of route 'a/b': 'a/b' (expected: a name of letters, digits, '.', '_' and"
                + " '-', in quotes if it is a number)"),
        route(
            "canary: {weight: 110%}",
            "@:3:18: weight of canary of route 'r': 110.0% (expected: 0% to 100%)"),
        route(
            "canary: {weight: 0.005}",
            "@:3:18: weight of canary of route 'r': '0.005' (expected: a percentage from 0% to 100%"
                + " in steps of 0.01%, such as 10%)"),
        route(
            "canary: {weight: [ 1% ]}",
            "@:3:18: weight of canary of route 'r': expected a percentage from 0% to 100% in steps"
                + " of 0.01%, such as 10%, found a list"),
        route(
            "canary: {stickyBy: [ 'header:', ip ]}",
            "@:3:22: stickyBy of canary of route 'r': 'header:' (expected: header:NAME,"
                + " cookie:NAME, path:VARIABLE, client-ip or assigned-cookie)",
            "@:3:33: stickyBy of canary of route 'r': 'ip' (expected: header:NAME, cookie:NAME,"
                + " path:VARIABLE, client-ip or assigned-cookie)"),
        route(
            "canary: {include: X-Beta}",
            "@:3:19: include of canary of route 'r': 'X-Beta' (expected: header:NAME=VALUE or"
                + " cookie:NAME=VALUE)"),
        route("safe: \"yes\"", "@:3:7: safe of route 'r': expected true or false, found 'yes'"),
        route(
            "priority: 1.5",
            "@:3:11: priority of route 'r': expected a whole number from -1000000 to 1000000, found"
                + " '1.5'"),
        route(
            "fallback: {alsoOn: [ 200 ]}",
            "@:3:22: alsoOn of fallback of route 'r': '200' (expected: a whole number from 400 to"
                + " 599)"),
        route(
            "target: {respond: {status: 99}}",
            "@:3:28: status of respond of target of route 'r': '99' (expected: a whole number from"
                + " 200 to 599)"),
        route(
            "rewrite: {path: orders}",
            "@:3:17: path of rewrite of route 'r': 'orders' (expected: a path that begins with /)"),
        route(
            "timeouts: {total: 10}",
            "@:3:19: total of timeouts of route 'r': expected a duration such as 500ms, 2s, 10m or"
                + " 1h, or off, found '10'"),
        route(
            "timeouts: {total: 2 days}",
            "@:3:19: total of timeouts of route 'r': '2 days' (expected: a duration such as 500ms,"
                + " 2s, 10m or 1h, or off)"),
        route(
            "shadow: {maxBody: 1MB, sample: 5%}",
            "@:3:19: maxBody of shadow of route 'r': '1MB' (expected: a size such as 256KiB, 1MiB"
                + " or 2GiB, or off)"),
        route(
            "shadow: {compare: {ignore: [ total ]}}",
            "@:3:30: ignore of compare of shadow of route 'r': 'total' (expected: a JSON pointer"
                + " such as /items/*/price, status, body or header:NAME)"),
        route(
            "gates: {errorRateIncrease: 1%}",
            "@:3:28: errorRateIncrease of gates of route 'r': '1%' (expected: percentage points"
                + " such as 0.5pp)"),
        route(
            "plan: {steps: [ canary ]}",
            "@:3:17: steps of plan of route 'r': 'canary' (expected: shadow, a percentage such as"
                + " 10%, live or retired)"),
        file(
            "routes: [ { id: a, match: orders } ]",
            "@:1:27: match of route 'a': 'orders' (expected: METHOD /path or /path, such as GET"
                + " /api/orders/{id})"),
        file(
            "routes: [ { id: a, match: get /a } ]",
            "@:1:27: match of route 'a': 'get' (expected: methods in upper case, such as GET or"
                + " GET,POST)"),
        file(
            "routes: [ { id: a, match: '/a/{id' } ]",
            "@:1:27: match of route 'a': '/a/{id' (expected: as many { as })"),
        file(
            "routes: [ { id: a, match: { path: /a, host: 'a:80' } } ]",
            "@:1:45: host of match of route 'a': 'a:80' (expected: a host name without a port)"),
        file(
            "routes: [ { id: a, match: { path: /a, headers: [ X-A ] } } ]",
            "@:1:48: headers of match of route 'a': expected a map of headers, found a list"),
        file(
            "upstreams:\n  u:\n    url: ftp://u/x\n",
            "@:3:10: url of upstream 'u': 'ftp://u/x' (expected: http:// or https://, a host, a"
                + " port and no path)"),
        upstream(
            "headers: {set: {\"X A\": b}}",
            "@:4:21: set of headers of upstream 'u': 'X A' (expected: a header name)"),
        upstream(
            "data: mine", "@:4:11: data of upstream 'u': 'mine' (expected: shared or separate)"),
        file("removed: a", "@:1:10: removed: expected a list of route ids, found 'a'"));
  }

  static Stream<Arguments> placeholders() {
    return Stream.of(
        file(
            "default: ${NOT_THERE}",
            "@:1:10: environment variable 'NOT_THERE' is not set; set it, or say"
                + " ${NOT_THERE:default}"),
        file(
            "default: ${file:/not/there}",
            "@:1:10: file '/not/there' cannot be read (NoSuchFileException)"),
        file(
            "default: ${file:there}",
            "@:1:10: placeholder '${file:there}' (expected: an absolute path)"),
        file("default: ${NOT_THERE", "@:1:10: placeholder without an end (expected: ${NAME})"),
        file(
            "default: ${A:${SECRET}}",
            "@:1:10: placeholder '${A:${SECRET}' (expected: ${NAME}, ${NAME:default} or"
                + " ${file:/path}, none inside another)"),
        upstream(
            "connectTimeout: ${SECRET}",
            "@:4:21: connectTimeout of upstream 'u': what '${SECRET}' stands for does not fit"
                + " (expected: a duration such as 500ms, 2s, 10m or 1h, or off)"),
        route(
            "stage: \"${SECRET}\"",
            "@:3:8: stage of route 'r': what '${SECRET}' stands for does not fit (expected: legacy,"
                + " shadow, canary, live or retired)"),
        file(
            "upstreams: { u: { url: \"http://${SECRET} x\" } }",
            "@:1:24: url of upstream 'u': what 'http://${SECRET} x' stands for does not fit"
                + " (expected: http:// or https://, a host, a port and no path)"));
  }

  static Stream<Arguments> filters() {
    return Stream.of(
        route(
            "filters: [ AddRequestHeadr=a ]",
            "@:3:12: filters of route 'r': filter 'AddRequestHeadr' is not on the list; did you"
                + " mean 'AddRequestHeader'?"),
        route(
            "filters: [ 'AddRequestHeader=X-A' ]",
            "@:3:12: filters of route 'r': filter 'AddRequestHeader' takes 2 arguments (name,"
                + " value), found 1"),
        route(
            "filters: [ 'AddResponseHeader=Cache-Control, no-cache, no-store, private' ]",
            "@:3:12: filters of route 'r': filter 'AddResponseHeader' takes 2 to 3 arguments (name,"
                + " value, override), found 4"),
        route(
            "filters: [ RequestSize=5MB ]",
            "@:3:12: filters of route 'r': filter 'RequestSize' takes its arguments by name only: {"
                + " name, args: { … } }, found 1"),
        route(
            "filters: [ 'AddRequestHeader=X-A, #{1+1}' ]",
            "@:3:12: filters of route 'r': '#{' is not allowed; filters evaluate no expressions"),
        route(
            "filters: [ {name: AddRequestHeader, args: {name: X-A, value: '#{1}'}} ]",
            "@:3:62: filters of route 'r': '#{' is not allowed; filters evaluate no expressions"),
        route(
            "filters: [ {name: SetStatus, args: {stats: 401}} ]",
            "@:3:37: filters of route 'r': filter 'SetStatus' has no argument 'stats' (expected:"
                + " status); did you mean 'status'?"),
        route(
            "filters: [ 'RewritePath=/(a, /b' ]",
            "@:3:12: filters of route 'r': regexp is no regular expression: Unclosed group"),
        route(
            "filters: [ 'RewritePath=(?<${SECRET}>, /b' ]",
            "@:3:12: filters of route 'r': regexp is no regular expression"),
        route(
            "filters: [ [ a ] ]",
            "@:3:12: filters of route 'r': expected a filter such as \"AddRequestHeader=X-Via,"
                + " ficus\" or a map with name and args, found a list"));
  }

  static Stream<Arguments> queues() {
    return Stream.of(
        route(
            "webhook: {subscribers: [ {nam: a} ]}",
            "@:3:27: unknown key 'nam' in subscriber #1; did you mean 'name'?",
            "@:3:27: missing key 'name' in subscriber #1"),
        route(
            "webhook: {subscribers: [ {name: a, rate: 50} ]}",
            "@:3:42: rate of subscriber 'a': expected a rate such as 50/s or 100/m, or off, found"
                + " '50'"),
        route(
            "store: {target: a}, webhook: {subscribers: [ {name: a} ]}",
            "@:3:1: route 'r': expected either 'webhook' or 'store', not both"),
        file(
            "notify:\n- {name: a, url: http://h, events: [ rolback ]}\n",
            "@:2:38: events of receiver 'a': 'rolback' (expected: rollback, circuit-open,"
                + " reload-failed or gate-refused); did you mean 'rollback'?"),
        file(
            "notify:\n- {name: a, url: ftp://h/x}\n",
            "@:2:18: url of receiver 'a': 'ftp://h/x' (expected: http:// or https://, a host, and"
                + " a path if it has one)"),
        file(
            "notify:\n- {name: a, url: '${SECRET}'}\n",
            "@:2:18: url of receiver 'a': what '${SECRET}' stands for does not fit (expected:"
                + " http:// or https://, a host, and a path if it has one)"),
        file("notify:\n- {url: http://h}\n", "@:2:4: missing key 'name' in receiver #1"),
        route(
            "store: {target: a, wait: soon}",
            "@:3:26: wait of store of route 'r': 'soon' (expected: a duration such as 500ms, 2s,"
                + " 10m or 1h, or off)"));
  }

  @ParameterizedTest
  @MethodSource({"yaml", "words", "missing", "values", "placeholders", "filters", "queues"})
  void isRefusedWith(String file, String messages) {
    assertThat(Sources.bad(file)).isEqualTo(messages);
  }

  @Test
  void aYamlBombIsRefusedAndNotExpanded() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 60; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    assertThat(Sources.bad(bomb.toString()))
        .contains("@:1:5: anchor '&a0': a route file has no anchors".replace("@", Sources.NAME));
  }

  @Test
  void deepNestingIsRefused() {
    assertThat(Sources.bad("default: " + "[".repeat(10_000)))
        .isEqualTo(Sources.NAME + ":1:34: nested more than 24 levels deep");
    assertThat(Sources.bad("{a: ".repeat(10_000))).endsWith("nested more than 24 levels deep");
  }

  @Test
  void aLargeFileIsRefusedUnread() {
    byte[] bytes = new byte[10 * 1024 * 1024];
    Arrays.fill(bytes, (byte) '#');
    assertThat(Sources.bad(Sources.read(bytes)))
        .isEqualTo(Sources.NAME + ": larger than 8 MiB (10485760 bytes)");
  }

  @Test
  void aFileOfEightMebibytesIsRead() {
    byte[] bytes = new byte[8 * 1024 * 1024];
    Arrays.fill(bytes, (byte) '#');
    for (int i = 80; i < bytes.length; i += 80) {
      bytes[i] = '\n';
    }
    byte[] start = "routes: []\n".getBytes(StandardCharsets.UTF_8);
    System.arraycopy(start, 0, bytes, 0, start.length);
    assertThat(Sources.read(bytes)).isInstanceOf(Reading.Good.class);
  }

  @Test
  void anEndlessLineIsRefused() {
    assertThat(Sources.bad("routes: [] #" + "#".repeat(1 << 20)))
        .isEqualTo(Sources.NAME + ":1:1: a line of more than 65536 characters");
    assertThat(Sources.read("routes: [] #" + "#".repeat(65_000))).isInstanceOf(Reading.Good.class);
  }

  @Test
  void aBinaryFileIsRefused() {
    assertThat(Sources.bad(Sources.read(new byte[] {(byte) 0xff, (byte) 0xd8, 1, 2})))
        .isEqualTo(Sources.NAME + ": not UTF-8 text; is it a binary file?");
    assertThat(Sources.bad("routes: []\0"))
        .isEqualTo(Sources.NAME + ": holds a NUL byte; is it a binary file?");
  }

  @Test
  void everythingIsSaidAtOnceInTheOrderOfTheFile() {
    assertThat(
            Sources.bad(
                """
                defalt: monolith
                upstreams:
                  monolith: { url: "http://x/y", pool: { maxIdle: 3 } }
                routes:
                  - id: a
                    match: GET /a
                    stags: live
                    canary: { weight: 200% }
                  - match: /b
                """))
        .isEqualTo(
            """
            @:1:1: unknown key 'defalt'; did you mean 'default'?
            @:3:20: url of upstream 'monolith': 'http://x/y' (expected: http:// or https://, a \
            host, a port and no path)
            @:3:51: maxIdle of pool of upstream 'monolith': expected a duration such as 500ms, 2s, \
            10m or 1h, or off, found '3'
            @:7:5: unknown key 'stags' in route 'a'; did you mean 'stage'?
            @:8:23: weight of canary of route 'a': 200.0% (expected: 0% to 100%)
            @:9:5: missing key 'id' in route #2\
            """
                .replace("@", Sources.NAME));
  }

  /** Over all bad files of this test: what a placeholder stands for is never shown. */
  @Test
  void noResolvedValueIsEverShown() {
    Stream.of(yaml(), words(), missing(), values(), placeholders(), filters(), queues())
        .flatMap(cases -> cases)
        .map(arguments -> (String) arguments.get()[0])
        .map(text -> text.replace("live", "${SECRET}").replace("http://b", "http://${SECRET}"))
        .map(Sources::read)
        .forEach(
            reading -> {
              if (reading instanceof Reading.Bad bad) {
                assertThat(ViolationReport.of(bad)).doesNotContain("hunter2");
              }
            });
  }
}
