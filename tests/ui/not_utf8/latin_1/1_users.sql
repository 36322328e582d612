-- revision: users
-- parent: base

-- migrate: upgrade
INSERT INTO users (name) VALUES ('Andrée');

-- migrate: downgrade
DELETE FROM users;
