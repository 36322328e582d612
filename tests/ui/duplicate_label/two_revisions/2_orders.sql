-- revision: orders
-- parent: users
-- labels: billing

-- migrate: upgrade
CREATE TABLE orders (id BIGINT PRIMARY KEY);

-- migrate: downgrade
DROP TABLE orders;
