-- revision: users
-- parent: base

-- migrate: upgrade
CREATE TABLE users (id BIGINT PRIMARY KEY);

-- migrate: downgrade
DROP TABLE users;
