-- revision: r16
-- parent: nowhere

-- migrate: upgrade
SELECT 1;

-- migrate: downgrade
SELECT 1;
