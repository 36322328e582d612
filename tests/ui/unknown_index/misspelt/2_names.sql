-- revision: names
-- parent: users

-- migrate: upgrade
CREATE INDEX ix_users_email ON users (email);
DROP INDEX ix_users_mail;

-- migrate: downgrade
DROP INDEX ix_users_email;
