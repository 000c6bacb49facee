package dev.ficus.functions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Objects;

/** The shop's H2 file as the legacy app would have made it. */
final class ShopFile {

  private ShopFile() {}

  static Path create(Path data) {
    run(data, resource("/shop/schema.sql"));
    run(data, resource("/shop/seed.sql"));
    return data;
  }

  static void run(Path data, String sql) {
    try (Connection shop = connect(data);
        var statement = shop.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failed) {
      throw new AssertionError(sql, failed);
    }
  }

  static String read(Path data, String sql) {
    try (Connection shop = connect(data);
        var statement = shop.createStatement();
        var rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : "";
    } catch (SQLException failed) {
      throw new AssertionError(sql, failed);
    }
  }

  static Connection connect(Path data) throws SQLException {
    System.setProperty("h2.bindAddress", "127.0.0.1");
    return DriverManager.getConnection(
        "jdbc:h2:file:" + data.resolve("shop") + ";AUTO_SERVER=TRUE", "sa", "");
  }

  static String resource(String name) {
    try (var in = Objects.requireNonNull(ShopFile.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
