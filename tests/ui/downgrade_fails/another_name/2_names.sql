-- revision: names
-- parent: users

-- migrate: upgrade
CREATE INDEX ix_users_email ON users (email);

-- migrate: downgrade
DROP INDEX ix_email;
