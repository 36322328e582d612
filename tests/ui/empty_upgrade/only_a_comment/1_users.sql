-- revision: users
-- parent: base

-- migrate: upgrade
-- to be written

-- migrate: downgrade
