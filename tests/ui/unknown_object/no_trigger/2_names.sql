-- revision: names
-- parent: users

-- migrate: upgrade postgres
DROP TRIGGER touch ON users;

-- migrate: upgrade sqlite

-- migrate: downgrade
SELECT 1;
