-- revision: orders
-- down_revision: users

-- migrate: upgrade
CREATE TABLE orders (id BIGINT PRIMARY KEY);

-- migrate: downgrade
DROP TABLE orders;
