-- The customers, copied once from the shop's table of the same name.
CREATE TABLE customer (
  id BIGINT PRIMARY KEY,
  name VARCHAR(120) NOT NULL,
  email VARCHAR(200) NOT NULL,
  city VARCHAR(120) NOT NULL
);
