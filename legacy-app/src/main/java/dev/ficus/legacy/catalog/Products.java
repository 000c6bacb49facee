package dev.ficus.legacy.catalog;

import dev.ficus.legacy.answers.Stamp;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table {@code product}. */
@Repository
public class Products {

  private static final String SELECT =
      "SELECT id, sku, name, category, price, currency, tags FROM product ";

  private static final String IN_CATEGORY =
      "WHERE (CAST(:category AS VARCHAR) IS NULL OR category = :category) ";

  private final JdbcClient jdbc;

  Products(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Returns one page of the products of a category, or of all for null, ordered by id. */
  public List<Product> page(@Nullable String category, int page, int size) {
    return jdbc.sql(SELECT + IN_CATEGORY + "ORDER BY id LIMIT :size OFFSET :offset")
        .param("category", category)
        .param("size", size)
        .param("offset", (long) page * size)
        .query(Products::product)
        .list();
  }

  long count(@Nullable String category) {
    return jdbc.sql("SELECT COUNT(*) FROM product " + IN_CATEGORY)
        .param("category", category)
        .query(Long.class)
        .single();
  }

  public Optional<Product> find(long id) {
    return jdbc.sql(SELECT + "WHERE id = ?").param(id).query(Products::product).optional();
  }

  List<String> categories() {
    return jdbc.sql("SELECT category FROM product GROUP BY category ORDER BY MIN(id)")
        .query(String.class)
        .list();
  }

  /** Returns the products in whose name, category or tags the text occurs, whatever its case. */
  List<Product> search(String text, @Nullable String category) {
    return jdbc.sql(
            SELECT
                + IN_CATEGORY
                + """
                AND (LOWER(name) LIKE :pattern ESCAPE '!' OR LOWER(category) LIKE :pattern ESCAPE '!'
                  OR LOWER(tags) LIKE :pattern ESCAPE '!')\
                """)
        .param("category", category)
        .param("pattern", containing(text))
        .query(Products::product)
        .list();
  }

  static String containing(String text) {
    String literal = text.toLowerCase(Locale.ROOT).replaceAll("([!%_])", "!$1");
    return "%" + literal + "%";
  }

  private static Product product(ResultSet row, int number) throws SQLException {
    return new Product(
        row.getLong("id"),
        row.getString("sku"),
        row.getString("name"),
        row.getString("category"),
        row.getBigDecimal("price"),
        row.getString("currency"),
        Stamp.shuffled(Arrays.asList(row.getString("tags").split(",", -1))));
  }
}
