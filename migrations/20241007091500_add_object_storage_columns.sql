-- Add object storage columns to documents
--
-- Files move from the application server's disk to an S3 compatible store. Existing rows
-- stay 'local' and keep their file_path; a background job copies the files and switches
-- one row at a time, so this revision touches no file and can be taken back at any moment
-- before the job has deleted the local copies.
--
-- revision: c45d8e01f3a6
-- parent:   7b2e94c1a05d
-- created:  2024-10-07T09:15:00Z

-- migrate: upgrade
-- One column per ALTER TABLE, which is all SQLite takes; the constraints belong to their
-- columns, so that dropping a column takes them along on both databases.
ALTER TABLE documents ADD COLUMN storage_provider VARCHAR(16) NOT NULL DEFAULT 'local'
    CONSTRAINT ck_documents_storage_provider CHECK (storage_provider IN ('local', 's3'));
ALTER TABLE documents ADD COLUMN storage_bucket VARCHAR(63);
ALTER TABLE documents ADD COLUMN storage_key VARCHAR(1024);
ALTER TABLE documents ADD COLUMN storage_etag VARCHAR(128);
ALTER TABLE documents ADD COLUMN content_type VARCHAR(127) NOT NULL DEFAULT 'application/octet-stream';
ALTER TABLE documents ADD COLUMN size_bytes BIGINT
    CONSTRAINT ck_documents_size_bytes CHECK (size_bytes >= 0);
ALTER TABLE documents ADD COLUMN checksum_sha256 VARCHAR(64);

-- One object is one document.
CREATE UNIQUE INDEX uq_documents_storage_object
    ON documents (storage_bucket, storage_key)
    WHERE storage_key IS NOT NULL;

UPDATE documents
   SET content_type = 'application/pdf'
 WHERE lower(file_name) LIKE '%.pdf';

-- migrate: downgrade
DROP INDEX uq_documents_storage_object;

ALTER TABLE documents DROP COLUMN checksum_sha256;
ALTER TABLE documents DROP COLUMN size_bytes;
ALTER TABLE documents DROP COLUMN content_type;
ALTER TABLE documents DROP COLUMN storage_etag;
ALTER TABLE documents DROP COLUMN storage_key;
ALTER TABLE documents DROP COLUMN storage_bucket;
ALTER TABLE documents DROP COLUMN storage_provider;
