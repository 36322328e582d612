-- revision: orders
-- parent: head

-- migrate: upgrade
CREATE TABLE orders (id BIGINT PRIMARY KEY);

-- migrate: downgrade
DROP TABLE orders;
