-- revision: names
-- parent: users

-- migrate: upgrade postgres
CREATE VIEW addresses AS SELECT email FROM users;
DROP TABLE users;

-- migrate: upgrade sqlite

-- migrate: downgrade
SELECT 1;
