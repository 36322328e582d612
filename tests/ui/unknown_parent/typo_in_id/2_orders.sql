-- revision: orders
-- parent: 9efcc1f82b8l

-- migrate: upgrade
CREATE TABLE orders (id BIGINT PRIMARY KEY);

-- migrate: downgrade
DROP TABLE orders;
