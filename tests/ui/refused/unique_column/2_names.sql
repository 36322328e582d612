-- revision: names
-- parent: users

-- migrate: upgrade postgres

-- migrate: upgrade sqlite
ALTER TABLE users ADD COLUMN name TEXT UNIQUE;

-- migrate: downgrade
SELECT 1;
