-- A small shop: enough to tell the functions' answers apart.
INSERT INTO product (id, sku, name, category, price, currency, tags) VALUES
  (1, 'TEA-001', 'Darjeeling First Flush', 'tea', 19.90, 'EUR', 'loose,black'),
  (2, 'TEA-002', 'Assam Breakfast', 'tea', 8.50, 'EUR', 'loose,black,strong'),
  (3, 'COF-001', 'House Espresso', 'coffee', 14.90, 'EUR', 'beans,dark'),
  (4, 'POT-001', 'Glass Teapot 1 l', 'pots', 27.90, 'EUR', 'glass,heatproof'),
  (5, 'CUP-001', 'Enamel Mug 100%', 'cups', 8.95, 'EUR', 'enamel,outdoor');

INSERT INTO stock (product_id, available, reserved) VALUES
  (1, 40, 2), (2, 32, 5), (3, 1000, 0), (4, 134, 1), (5, 0, 0);

INSERT INTO customer (id, name, email, city) VALUES
  (1, 'Alice Ahrens', 'alice@shop.example', 'Hamburg'),
  (2, 'Bob Brandt', 'bob@shop.example', 'Bremen'),
  (3, 'Clara Conrad', 'clara@shop.example', 'Celle');

-- Order 5 tells the tax rules apart: 1.62 + 1.62 = 3.24 by the line, 17.00 * 0.19 = 3.23 by the net.
INSERT INTO shop_order (id, customer_id, status, net, tax, total, placed_at) VALUES
  (1, 3, 'placed', 39.80, 7.56, 47.36, TIMESTAMP WITH TIME ZONE '2026-10-03 09:00:00+00:00'),
  (2, 3, 'placed', 17.45, 3.32, 20.77, TIMESTAMP WITH TIME ZONE '2026-10-31 23:59:59+00:00'),
  (3, 3, 'cancelled', 14.90, 2.83, 17.73, TIMESTAMP WITH TIME ZONE '2026-10-05 09:00:00+00:00'),
  (4, 3, 'placed', 14.90, 2.83, 17.73, TIMESTAMP WITH TIME ZONE '2026-11-01 00:00:00+00:00'),
  (5, 2, 'placed', 17.00, 3.23, 20.23, TIMESTAMP WITH TIME ZONE '2026-09-01 00:00:00+00:00');

INSERT INTO order_line (order_id, line_no, product_id, quantity, price, line_sum) VALUES
  (1, 1, 1, 2, 19.90, 39.80),
  (2, 1, 2, 1, 8.50, 8.50),
  (2, 2, 5, 1, 8.95, 8.95),
  (3, 1, 3, 1, 14.90, 14.90),
  (4, 1, 3, 1, 14.90, 14.90),
  (5, 1, 2, 1, 8.50, 8.50),
  (5, 2, 2, 1, 8.50, 8.50);

ALTER TABLE shop_order ALTER COLUMN id RESTART WITH 17;
