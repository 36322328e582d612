-- Keep updated_at by trigger
--
-- Three services write to these tables, and one of them forgot. From now on the database
-- sets updated_at on every update that does not set it itself.
--
-- revision: touch_updated_at
-- parent:   add_public_ids
-- created:  2025-08-18T15:00:00Z

-- migrate: upgrade postgres
CREATE FUNCTION touch_updated_at() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    -- clock_timestamp() moves on within a transaction; CURRENT_TIMESTAMP does not.
    IF NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at THEN
        NEW.updated_at := clock_timestamp();
    END IF;
    RETURN NEW;
END;
$$;

COMMENT ON FUNCTION touch_updated_at() IS 'Sets updated_at; for BEFORE UPDATE triggers';

CREATE TRIGGER tr_institutions_touch_updated_at
    BEFORE UPDATE ON institutions
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

CREATE TRIGGER tr_users_touch_updated_at
    BEFORE UPDATE ON users
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

CREATE TRIGGER tr_documents_touch_updated_at
    BEFORE UPDATE ON documents
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

CREATE TRIGGER tr_external_data_sources_touch_updated_at
    BEFORE UPDATE ON external_data_sources
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

CREATE TRIGGER tr_document_notes_touch_updated_at
    BEFORE UPDATE ON document_notes
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

-- migrate: upgrade sqlite
-- A trigger here cannot change NEW, so the row is updated a second time. The WHEN clause ends
-- that even where recursive_triggers is on, and it leaves alone the updates by which a new
-- row gets its public id.
CREATE TRIGGER tr_institutions_touch_updated_at AFTER UPDATE ON institutions
WHEN NEW.updated_at IS OLD.updated_at
 AND NEW.updated_at IS NOT CURRENT_TIMESTAMP
BEGIN
    UPDATE institutions SET updated_at = CURRENT_TIMESTAMP WHERE id = NEW.id;
END;

CREATE TRIGGER tr_users_touch_updated_at AFTER UPDATE ON users
WHEN NEW.updated_at IS OLD.updated_at
 AND NEW.updated_at IS NOT CURRENT_TIMESTAMP
 AND NEW.public_id IS OLD.public_id
BEGIN
    UPDATE users SET updated_at = CURRENT_TIMESTAMP WHERE id = NEW.id;
END;

CREATE TRIGGER tr_documents_touch_updated_at AFTER UPDATE ON documents
WHEN NEW.updated_at IS OLD.updated_at
 AND NEW.updated_at IS NOT CURRENT_TIMESTAMP
 AND NEW.public_id IS OLD.public_id
BEGIN
    UPDATE documents SET updated_at = CURRENT_TIMESTAMP WHERE id = NEW.id;
END;

CREATE TRIGGER tr_external_data_sources_touch_updated_at AFTER UPDATE ON external_data_sources
WHEN NEW.updated_at IS OLD.updated_at
 AND NEW.updated_at IS NOT CURRENT_TIMESTAMP
BEGIN
    UPDATE external_data_sources SET updated_at = CURRENT_TIMESTAMP WHERE id = NEW.id;
END;

CREATE TRIGGER tr_document_notes_touch_updated_at AFTER UPDATE ON document_notes
WHEN NEW.updated_at IS OLD.updated_at
 AND NEW.updated_at IS NOT CURRENT_TIMESTAMP
BEGIN
    UPDATE document_notes SET updated_at = CURRENT_TIMESTAMP WHERE id = NEW.id;
END;

-- migrate: downgrade postgres
DROP TRIGGER tr_document_notes_touch_updated_at ON document_notes;
DROP TRIGGER tr_external_data_sources_touch_updated_at ON external_data_sources;
DROP TRIGGER tr_documents_touch_updated_at ON documents;
DROP TRIGGER tr_users_touch_updated_at ON users;
DROP TRIGGER tr_institutions_touch_updated_at ON institutions;

DROP FUNCTION touch_updated_at();

-- migrate: downgrade sqlite
DROP TRIGGER tr_document_notes_touch_updated_at;
DROP TRIGGER tr_external_data_sources_touch_updated_at;
DROP TRIGGER tr_documents_touch_updated_at;
DROP TRIGGER tr_users_touch_updated_at;
DROP TRIGGER tr_institutions_touch_updated_at;
