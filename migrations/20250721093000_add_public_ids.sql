-- Add public ids to users and documents
--
-- Links that are passed on outside BEACON must not tell how many documents there are. Ids
-- made by this revision are random, so a downgrade breaks the links made from them, and a
-- second upgrade makes other ids.
--
-- revision: add_public_ids
-- parent:   0c9a4e7d18f3
-- created:  2025-07-21T09:30:00Z

-- migrate: upgrade postgres
-- gen_random_uuid() has been built in since PostgreSQL 13. It is volatile, so both tables
-- are rewritten and every row gets an id of its own.
ALTER TABLE users
    ADD COLUMN public_id UUID NOT NULL DEFAULT gen_random_uuid(),
    ADD CONSTRAINT uq_users_public_id UNIQUE (public_id);

ALTER TABLE documents
    ADD COLUMN public_id UUID NOT NULL DEFAULT gen_random_uuid(),
    ADD CONSTRAINT uq_documents_public_id UNIQUE (public_id);

-- migrate: upgrade sqlite
-- ALTER TABLE takes no expression as a default here, and building documents again would
-- cost its search triggers, so a trigger stands in for the default. The column is nullable
-- for the moment between the insert and the trigger only.
ALTER TABLE users ADD COLUMN public_id VARCHAR(36);
ALTER TABLE documents ADD COLUMN public_id VARCHAR(36);

UPDATE users SET public_id = lower(hex(randomblob(16)));
UPDATE documents SET public_id = lower(hex(randomblob(16)));

CREATE UNIQUE INDEX uq_users_public_id ON users (public_id);
CREATE UNIQUE INDEX uq_documents_public_id ON documents (public_id);

CREATE TRIGGER tr_users_public_id AFTER INSERT ON users
WHEN NEW.public_id IS NULL
BEGIN
    UPDATE users SET public_id = lower(hex(randomblob(16))) WHERE id = NEW.id;
END;

CREATE TRIGGER tr_documents_public_id AFTER INSERT ON documents
WHEN NEW.public_id IS NULL
BEGIN
    UPDATE documents SET public_id = lower(hex(randomblob(16))) WHERE id = NEW.id;
END;

-- migrate: downgrade postgres
ALTER TABLE documents
    DROP CONSTRAINT uq_documents_public_id,
    DROP COLUMN public_id;

ALTER TABLE users
    DROP CONSTRAINT uq_users_public_id,
    DROP COLUMN public_id;

-- migrate: downgrade sqlite
DROP TRIGGER tr_documents_public_id;
DROP TRIGGER tr_users_public_id;

DROP INDEX uq_documents_public_id;
DROP INDEX uq_users_public_id;

ALTER TABLE documents DROP COLUMN public_id;
ALTER TABLE users DROP COLUMN public_id;
