-- revision: users
-- parent: base
-- labels: accounts

-- migrate: upgrade
CREATE TABLE users (id BIGINT PRIMARY KEY);

-- migrate: downgrade
DROP TABLE users;
