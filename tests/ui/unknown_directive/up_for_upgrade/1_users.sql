-- revision: users
-- parent: base

-- migrate: up
CREATE TABLE users (id BIGINT PRIMARY KEY);

-- migrate: downgrade
DROP TABLE users;
