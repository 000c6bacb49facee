package dev.ficus.legacy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts the shop once for all tests, on a free port and with fresh data, and hands it to them. */
public final class RunningShop implements ParameterResolver {

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    return parameter.getParameter().getType() == Shop.class;
  }

  @Override
  public Shop resolveParameter(ParameterContext parameter, ExtensionContext test) {
    return test.getRoot()
        .getStore(Namespace.create(RunningShop.class))
        .computeIfAbsent(Running.class, key -> Running.start(), Running.class)
        .shop();
  }

  private record Running(ConfigurableApplicationContext application, Path data, Shop shop)
      implements AutoCloseable {

    static Running start() {
      try {
        Path data = Files.createTempDirectory("shop");
        ConfigurableApplicationContext application =
            SpringApplication.run(
                LegacyApp.class,
                "--server.port=0",
                "--shop.data=" + data,
                "--shop.report-delay=20ms");
        String port = application.getEnvironment().getProperty("local.server.port");
        var shop = new Shop(URI.create("http://localhost:" + Objects.requireNonNull(port)), data);
        return new Running(application, data, shop);
      } catch (IOException noDirectory) {
        throw new UncheckedIOException(noDirectory);
      }
    }

    @Override
    public void close() throws IOException {
      application.close();
      List<Path> deepestFirst;
      try (var files = Files.walk(data)) {
        deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    }
  }
}
