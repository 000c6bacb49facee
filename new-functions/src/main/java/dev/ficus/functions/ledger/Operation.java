package dev.ficus.functions.ledger;

/** What a write did; {@link #toString()} is the name that the ledger keeps. */
public enum Operation {
  ORDER_CREATE("order.create"),
  ORDER_CANCEL("order.cancel"),
  CUSTOMER_UPDATE("customer.update"),
  STOCK_ADJUST("stock.adjust"),
  PAYMENT_RECORD("payment.record"),
  MAIL_SEND("mail.send");

  private final String name;

  Operation(String name) {
    this.name = name;
  }

  @Override
  public String toString() {
    return name;
  }
}
