package dev.ficus.functions.products;

import dev.ficus.functions.store.Store;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The shop's table {@code product}. A category of null stands for every category. */
@Component
public class Catalogue {

  private static final String SELECT =
      "SELECT id, sku, name, category, price, currency, tags FROM product ";

  private static final String IN_CATEGORY =
      "WHERE (CAST(:category AS VARCHAR) IS NULL OR category = :category) ";

  private final Store shop;

  Catalogue(Store shop) {
    this.shop = shop;
  }

  List<Product> page(@Nullable String category, int page, int size) {
    return shop.jdbc()
        .sql(SELECT + IN_CATEGORY + "ORDER BY id LIMIT :size OFFSET :offset")
        .param("category", category)
        .param("size", size)
        .param("offset", (long) page * size)
        .query(Catalogue::product)
        .list();
  }

  long count(@Nullable String category) {
    return shop.jdbc()
        .sql("SELECT COUNT(*) FROM product " + IN_CATEGORY)
        .param("category", category)
        .query(Long.class)
        .single();
  }

  /** The product of that id. */
  public Optional<Product> find(long id) {
    return shop.jdbc()
        .sql(SELECT + "WHERE id = :id")
        .param("id", id)
        .query(Catalogue::product)
        .optional();
  }

  /** The products in whose name, category or tags the text occurs, whatever its case. */
  public List<Product> mentioning(String text, @Nullable String category) {
    return shop.jdbc()
        .sql(
            SELECT
                + IN_CATEGORY
                + """
                AND (LOWER(name) LIKE :pattern ESCAPE '!'
                  OR LOWER(category) LIKE :pattern ESCAPE '!'
                  OR LOWER(tags) LIKE :pattern ESCAPE '!')\
                """)
        .param("category", category)
        .param("pattern", "%" + literal(text) + "%")
        .query(Catalogue::product)
        .list();
  }

  static String literal(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("([!%_])", "!$1");
  }

  private static Product product(ResultSet row, int number) throws SQLException {
    return new Product(
        row.getLong("id"),
        row.getString("sku"),
        row.getString("name"),
        row.getString("category"),
        row.getBigDecimal("price"),
        row.getString("currency"),
        List.of(row.getString("tags").split(",", -1)));
  }
}
