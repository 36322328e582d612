-- revision: users
-- parent: base

-- migrate: upgrade
INSERT INTO users (name) VALUES ('O''Brien);

-- migrate: downgrade
DELETE FROM users;
