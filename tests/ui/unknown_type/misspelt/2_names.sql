-- revision: names
-- parent: users

-- migrate: upgrade postgres
CREATE TYPE user_role AS ENUM ('reader');
ALTER TABLE users ADD COLUMN role users_role;

-- migrate: upgrade sqlite

-- migrate: downgrade
SELECT 1;
