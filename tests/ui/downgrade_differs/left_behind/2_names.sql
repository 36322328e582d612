-- revision: names
-- parent: users

-- migrate: upgrade
ALTER TABLE users ADD COLUMN name TEXT;
CREATE INDEX ix_users_email ON users (email);

-- migrate: downgrade
ALTER TABLE users DROP COLUMN name;
