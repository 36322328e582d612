-- revision: names
-- parent: users

-- migrate: upgrade postgres
ALTER TABLE users ADD UNIQUE (email);
ALTER TABLE users DROP CONSTRAINT users_email_unique;

-- migrate: upgrade sqlite

-- migrate: downgrade
SELECT 1;
