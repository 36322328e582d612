-- revision: users
-- parent: base
-- irreversible: the rows are gone

-- migrate: upgrade
CREATE TABLE users (id BIGINT PRIMARY KEY);

-- migrate: downgrade
DROP TABLE users;
