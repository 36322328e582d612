-- revision: users
-- parent: base

-- migrate: upgrade
BEGIN;

-- migrate: downgrade
ROLLBACK;
