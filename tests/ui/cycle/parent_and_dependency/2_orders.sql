-- revision: orders
-- parent: users
-- depends on: invoices

-- migrate: upgrade
CREATE TABLE orders (id BIGINT PRIMARY KEY);

-- migrate: downgrade
DROP TABLE orders;
