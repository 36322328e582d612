-- revision: users
-- parent: base

-- migrate: upgrade postgres
CREATE TABLE users (id BIGINT PRIMARY KEY);

-- migrate: downgrade
DROP TABLE users;
