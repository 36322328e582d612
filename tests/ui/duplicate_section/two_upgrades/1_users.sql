-- revision: users
-- parent: base

-- migrate: upgrade
CREATE TABLE users (id BIGINT PRIMARY KEY);

-- migrate: upgrade
CREATE INDEX ix_users ON users (id);

-- migrate: downgrade
DROP TABLE users;
