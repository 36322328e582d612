-- revision: names
-- parent: users

-- migrate: upgrade postgres
ALTER TABLE users ALTER COLUMN email SET DEFAULT 'b';

-- migrate: upgrade sqlite

-- migrate: downgrade
SELECT 1;
