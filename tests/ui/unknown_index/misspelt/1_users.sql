-- revision: users
-- parent: base

-- migrate: upgrade
CREATE TABLE users (id BIGINT PRIMARY KEY, email TEXT NOT NULL);

-- migrate: downgrade
DROP TABLE users;
