package dev.ficus.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents' links to one another lead somewhere, and every page can be reached. */
class DocumentsTest {

  private static final Path HOME = Path.of("..");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]*)(?:#([^)\\s]+))?\\)");

  private static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.walk(HOME.resolve("docs"));
        Stream<Path> home = Files.list(HOME)) {
      return Stream.concat(home, docs).filter(file -> file.toString().endsWith(".md")).toList();
    }
  }

  /** Paths of the links in a page to other files; with their anchors, if wanted. */
  private static List<String[]> links(Path page) throws IOException {
    List<String[]> links = new ArrayList<>();
    Matcher link = LINK.matcher(Files.readString(page));
    while (link.find()) {
      if (!link.group(1).contains("://")) {
        links.add(new String[] {link.group(1), link.group(2)});
      }
    }
    return links;
  }

  private static Path target(Path page, String link) {
    return link.isEmpty() ? page : page.resolveSibling(link).normalize();
  }

  /** As forges make them of headings. */
  private static List<String> anchors(Path page) throws IOException {
    return Files.readAllLines(page).stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
        .map(line -> line.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .toList();
  }

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path page : pages()) {
      for (String[] link : links(page)) {
        Path target = target(page, link[0]);
        if (Files.notExists(target)
            || link[1] != null
                && target.toString().endsWith(".md")
                && !anchors(target).contains(link[1])) {
          broken.add(page + " → " + link[0] + (link[1] == null ? "" : "#" + link[1]));
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void everyPageIsInTheIndex() throws IOException {
    Path index = HOME.resolve("docs/README.md");
    List<Path> named = new ArrayList<>();
    for (String[] link : links(index)) {
      named.add(target(index, link[0]).toRealPath());
    }
    for (Path page : pages()) {
      if (page.startsWith(HOME.resolve("docs")) && !page.endsWith("docs/README.md")) {
        assertThat(named).contains(page.toRealPath());
      }
    }
  }
}
