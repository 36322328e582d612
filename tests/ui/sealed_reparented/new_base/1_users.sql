-- revision: users
-- parent: teams

-- migrate: upgrade
CREATE TABLE users (id BIGINT PRIMARY KEY);

-- migrate: downgrade
DROP TABLE users;
