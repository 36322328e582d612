-- revision: names
-- parent: users

-- migrate: upgrade
ALTER TABLE usrs ADD COLUMN name TEXT;

-- migrate: downgrade
ALTER TABLE usrs DROP COLUMN name;
