-- revision: teams
-- parent: base

-- migrate: upgrade
CREATE TABLE teams (id BIGINT PRIMARY KEY);

-- migrate: downgrade
DROP TABLE teams;
