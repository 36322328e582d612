-- revision: users
-- parent: base

-- migrate: upgrade
CREATE TABLE users (id BIGINT PRIMARY KEY, email TEXT NOT NULL DEFAULT 'a');

-- migrate: downgrade
DROP TABLE users;
