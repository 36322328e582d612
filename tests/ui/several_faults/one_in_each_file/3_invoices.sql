-- revision: in-voices
-- parent: users

-- migrate: upgrade
CREATE TABLE in-voices (id BIGINT PRIMARY KEY);

-- migrate: downgrade
DROP TABLE in-voices;
