package dev.ficus.legacy.accounts;

import java.security.Principal;
import java.util.Objects;

/** The customer behind a login. */
public final class Buyer {

  private Buyer() {}

  /** Returns the id of the customer who is logged in. */
  public static long of(Principal user) {
    return Objects.requireNonNull(ShopUsers.CUSTOMER_OF.get(user.getName()));
  }
}
