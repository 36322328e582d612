-- revision: names
-- parent: users

-- migrate: upgrade
ALTER TABLE users ADD COLUMN email TEXT;

-- migrate: downgrade
ALTER TABLE users DROP COLUMN email;
