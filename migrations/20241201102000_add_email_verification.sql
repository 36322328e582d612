-- Add email verification fields
--
-- Accounts made before this day were opened by an administrator of the institution, who
-- had checked the address; they still start as unverified, and the sign-in page asks once.
--
-- revision: add_email_verification
-- parent:   9efcc1f82b81
-- created:  2024-12-01T10:20:00Z

-- migrate: upgrade
ALTER TABLE users ADD COLUMN email_verified BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE users ADD COLUMN verification_token VARCHAR(255);
ALTER TABLE users ADD COLUMN verification_token_expires TIMESTAMP WITH TIME ZONE;

CREATE INDEX ix_users_email_verified ON users (email_verified);

-- migrate: downgrade
DROP INDEX ix_users_email_verified;

ALTER TABLE users DROP COLUMN verification_token_expires;
ALTER TABLE users DROP COLUMN verification_token;
ALTER TABLE users DROP COLUMN email_verified;
