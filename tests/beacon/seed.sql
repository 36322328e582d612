-- Rows for every table of BEACON, by the revision after which they can be written: tests/beacon.rs
-- runs the block under `-- after: ID` each time that revision has been applied, on PostgreSQL and
-- on SQLite alike. Running a block again changes nothing. The values are those that go wrong in
-- practice: quotes, semicolons, other scripts than Latin, nulls, JSON, `$argon2id$`.

-- after: 1f0a6c3d9b72
INSERT INTO institutions (id, code, name, type, website, is_active, created_at, updated_at) VALUES
    (1, 'INST-001', 'Ministry of Education', 'ministry', 'https://inst1.example.org', true, '2024-09-01 09:01:00+00:00', '2024-09-01 09:01:00+00:00'),
    (2, 'INST-002', 'Ministry of Research', 'ministry', 'https://inst2.example.org', true, '2024-09-02 09:02:00+00:00', '2024-09-02 09:02:00+00:00'),
    (3, 'INST-003', 'University of Northgate', 'university', NULL, true, '2024-09-03 09:03:00+00:00', '2024-09-03 09:03:00+00:00'),
    (4, 'INST-004', 'Université de Rives', 'university', 'https://inst4.example.org', true, '2024-09-04 09:04:00+00:00', '2024-09-04 09:04:00+00:00'),
    (5, 'INST-005', 'Харківський університет', 'university', 'https://inst5.example.org', true, '2024-09-05 09:05:00+00:00', '2024-09-05 09:05:00+00:00'),
    (6, 'INST-006', 'St Mary''s University', 'university', NULL, true, '2024-09-06 09:06:00+00:00', '2024-09-06 09:06:00+00:00'),
    (7, 'INST-007', 'Dept of Water; Rivers', 'government_dept', 'https://inst7.example.org', true, '2024-09-07 09:07:00+00:00', '2024-09-07 09:07:00+00:00'),
    (8, 'INST-008', 'Dept of Health', 'government_dept', 'https://inst8.example.org', true, '2024-09-08 09:08:00+00:00', '2024-09-08 09:08:00+00:00'),
    (9, 'INST-009', 'Dept of Transport', 'government_dept', NULL, true, '2024-09-09 09:09:00+00:00', '2024-09-09 09:09:00+00:00'),
    (10, 'INST-010', 'Polytechnic of Ostrava', 'university', 'https://inst10.example.org', true, '2024-09-10 09:10:00+00:00', '2024-09-10 09:10:00+00:00'),
    (11, 'INST-011', 'Dept of Statistics', 'government_dept', 'https://inst11.example.org', true, '2024-09-11 09:11:00+00:00', '2024-09-11 09:11:00+00:00'),
    (12, 'INST-012', 'Ministry of Culture', 'ministry', NULL, false, '2024-09-12 09:12:00+00:00', '2024-09-12 09:12:00+00:00')
ON CONFLICT DO NOTHING;
INSERT INTO users (id, institution_id, email, full_name, password_hash, role, is_active, last_login_at, created_at, updated_at) VALUES
    (1, 1, 'user1@inst1.example.org', 'User O''Name 1', '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$hash1', 'author', true, '2024-10-01 09:01:00+00:00', '2024-09-01 09:01:00+00:00', '2024-09-01 09:01:00+00:00'),
    (2, 2, 'user2@inst2.example.org', 'User O''Name 2', '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$hash2', 'reviewer', true, NULL, '2024-09-02 09:02:00+00:00', '2024-09-02 09:02:00+00:00'),
    (3, 3, 'user3@inst3.example.org', 'User O''Name 3', '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$hash3', 'institution_admin', true, '2024-10-03 09:03:00+00:00', '2024-09-03 09:03:00+00:00', '2024-09-03 09:03:00+00:00'),
    (4, 4, 'user4@inst4.example.org', 'User O''Name 4', '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$hash4', 'system_admin', true, NULL, '2024-09-04 09:04:00+00:00', '2024-09-04 09:04:00+00:00'),
    (5, 5, 'user5@inst5.example.org', 'User O''Name 5', '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$hash5', 'reader', true, '2024-10-05 09:05:00+00:00', '2024-09-05 09:05:00+00:00', '2024-09-05 09:05:00+00:00'),
    (6, 6, 'user6@inst6.example.org', 'User O''Name 6', '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$hash6', 'author', true, NULL, '2024-09-06 09:06:00+00:00', '2024-09-06 09:06:00+00:00'),
    (7, 7, 'user7@inst7.example.org', 'User O''Name 7', '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$hash7', 'reviewer', true, '2024-10-07 09:07:00+00:00', '2024-09-07 09:07:00+00:00', '2024-09-07 09:07:00+00:00'),
    (8, 8, 'user8@inst8.example.org', 'User O''Name 8', '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$hash8', 'institution_admin', true, NULL, '2024-09-08 09:08:00+00:00', '2024-09-08 09:08:00+00:00'),
    (9, 9, 'user9@inst9.example.org', 'User O''Name 9', '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$hash9', 'system_admin', true, '2024-10-09 09:09:00+00:00', '2024-09-09 09:09:00+00:00', '2024-09-09 09:09:00+00:00'),
    (10, 10, 'user10@inst10.example.org', 'User O''Name 10', '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$hash10', 'reader', true, NULL, '2024-09-10 09:10:00+00:00', '2024-09-10 09:10:00+00:00'),
    (11, 11, 'user11@inst11.example.org', 'User O''Name 11', '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$hash11', 'author', false, '2024-10-11 09:11:00+00:00', '2024-09-11 09:11:00+00:00', '2024-09-11 09:11:00+00:00'),
    (12, NULL, 'user12@inst12.example.org', 'User O''Name 12', '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$hash12', 'reviewer', true, NULL, '2024-09-12 09:12:00+00:00', '2024-09-12 09:12:00+00:00')
ON CONFLICT DO NOTHING;
INSERT INTO documents (id, title, description, file_name, file_path, owner_id, institution_id, visibility, created_at, updated_at) VALUES
    (1, 'Annual report 2013', 'Budget; staff and ''open questions'' of year 2013', 'report-1.pdf', '/srv/beacon/1', 1, 1, 'institution', '2024-09-01 09:01:00+00:00', '2024-09-01 09:01:00+00:00'),
    (2, 'Research grants, part 2', 'Budget; staff and ''open questions'' of year 2014', 'report-2.docx', '/srv/beacon/2', 2, 2, 'public', '2024-09-02 09:02:00+00:00', '2024-09-02 09:02:00+00:00'),
    (3, 'Annual report 2015', 'Budget; staff and ''open questions'' of year 2015', 'report-3.pdf', '/srv/beacon/3', 3, 3, 'private', '2024-09-03 09:03:00+00:00', '2024-09-03 09:03:00+00:00'),
    (4, 'Research grants, part 4', 'Budget; staff and ''open questions'' of year 2016', 'report-4.docx', NULL, 4, 4, 'institution', '2024-09-04 09:04:00+00:00', '2024-09-04 09:04:00+00:00'),
    (5, 'Annual report 2017', NULL, 'report-5.pdf', '/srv/beacon/5', 5, NULL, 'public', '2024-09-05 09:05:00+00:00', '2024-09-05 09:05:00+00:00'),
    (6, 'Research grants, part 6', 'Budget; staff and ''open questions'' of year 2018', 'report-6.docx', '/srv/beacon/6', 6, 6, 'private', '2024-09-06 09:06:00+00:00', '2024-09-06 09:06:00+00:00'),
    (7, 'Annual report 2019', 'Budget; staff and ''open questions'' of year 2019', 'report-7.pdf', '/srv/beacon/7', 7, 7, 'institution', '2024-09-07 09:07:00+00:00', '2024-09-07 09:07:00+00:00'),
    (8, 'Research grants, part 8', 'Budget; staff and ''open questions'' of year 2020', 'report-8.docx', NULL, 8, 8, 'public', '2024-09-08 09:08:00+00:00', '2024-09-08 09:08:00+00:00'),
    (9, 'Annual report 2021', 'Budget; staff and ''open questions'' of year 2021', 'report-9.pdf', '/srv/beacon/9', 9, 9, 'private', '2024-09-09 09:09:00+00:00', '2024-09-09 09:09:00+00:00'),
    (10, 'Research grants, part 10', 'Budget; staff and ''open questions'' of year 2022', 'report-10.docx', '/srv/beacon/10', 10, NULL, 'institution', '2024-09-10 09:10:00+00:00', '2024-09-10 09:10:00+00:00'),
    (11, 'Annual report 2023', 'Budget; staff and ''open questions'' of year 2023', 'report-11.pdf', '/srv/beacon/11', 11, 11, 'public', '2024-09-11 09:11:00+00:00', '2024-09-11 09:11:00+00:00'),
    (12, 'Research grants, part 12', 'Budget; staff and ''open questions'' of year 2024', 'report-12.docx', NULL, 12, 12, 'private', '2024-09-12 09:12:00+00:00', '2024-09-12 09:12:00+00:00')
ON CONFLICT DO NOTHING;

-- after: 7b2e94c1a05d
INSERT INTO document_metadata (id, document_id, language, subject, page_count, keywords, attributes, extracted_at, created_at) VALUES
    (1, 1, 'fr', 'Subject 1', 7, '["budget", "year-2013"]', '{"ocr": true, "engine": "v2"}', '2024-09-01 09:01:00+00:00', '2024-09-01 09:01:00+00:00'),
    (2, 2, 'uk', NULL, 14, '["budget", "year-2014"]', '{"ocr": true, "engine": "v2"}', '2024-09-02 09:02:00+00:00', '2024-09-02 09:02:00+00:00'),
    (3, 3, 'en', 'Subject 3', 21, '["budget", "year-2015"]', '{"ocr": true, "engine": "v2"}', '2024-09-03 09:03:00+00:00', '2024-09-03 09:03:00+00:00'),
    (4, 4, 'fr', NULL, 28, '["budget", "year-2016"]', '{"ocr": true, "engine": "v2"}', '2024-09-04 09:04:00+00:00', '2024-09-04 09:04:00+00:00'),
    (5, 5, 'uk', 'Subject 5', 35, '["budget", "year-2017"]', '{"ocr": true, "engine": "v2"}', '2024-09-05 09:05:00+00:00', '2024-09-05 09:05:00+00:00'),
    (6, 6, 'en', NULL, 42, '["budget", "year-2018"]', '{"ocr": true, "engine": "v2"}', '2024-09-06 09:06:00+00:00', '2024-09-06 09:06:00+00:00'),
    (7, 7, 'fr', 'Subject 7', 49, '["budget", "year-2019"]', '{"ocr": true, "engine": "v2"}', '2024-09-07 09:07:00+00:00', '2024-09-07 09:07:00+00:00'),
    (8, 8, 'uk', NULL, 56, '["budget", "year-2020"]', '{"ocr": true, "engine": "v2"}', '2024-09-08 09:08:00+00:00', '2024-09-08 09:08:00+00:00'),
    (9, 9, 'en', 'Subject 9', 63, '["budget", "year-2021"]', '{"ocr": true, "engine": "v2"}', '2024-09-09 09:09:00+00:00', '2024-09-09 09:09:00+00:00'),
    (10, 10, 'fr', NULL, 70, '["budget", "year-2022"]', '{"ocr": true, "engine": "v2"}', '2024-09-10 09:10:00+00:00', '2024-09-10 09:10:00+00:00'),
    (11, 11, 'uk', 'Subject 11', 77, '["budget", "year-2023"]', '{"ocr": true, "engine": "v2"}', '2024-09-11 09:11:00+00:00', '2024-09-11 09:11:00+00:00'),
    (12, 12, 'en', NULL, 84, '["budget", "year-2024"]', '{"ocr": true, "engine": "v2"}', '2024-09-12 09:12:00+00:00', '2024-09-12 09:12:00+00:00')
ON CONFLICT DO NOTHING;

-- after: c45d8e01f3a6
UPDATE documents
   SET storage_provider = 's3', storage_bucket = 'beacon-documents', storage_key = 'documents/' || CAST(id AS VARCHAR(20)),
       storage_etag = 'etag-' || CAST(id AS VARCHAR(20)), size_bytes = 1024 * id,
       checksum_sha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
 WHERE id <= 8;

-- after: 9efcc1f82b81
INSERT INTO external_data_sources (id, institution_id, name, source_type, base_url, secret_ref, settings, sync_interval_minutes, is_active, last_synced_at, last_error, created_by, created_at, updated_at) VALUES
    (1, 1, 'Repository 1', 'rest', 'https://repo1.example.org/oai', 'vault/src/1', '{"set": "theses"}', 60, true, '2024-11-01 09:01:00+00:00', NULL, 1, '2024-11-01 09:01:00+00:00', '2024-11-01 09:01:00+00:00'),
    (2, 2, 'Repository 2', 'sftp', 'https://repo2.example.org/oai', NULL, '{"set": "theses"}', 120, true, '2024-11-02 09:02:00+00:00', NULL, 2, '2024-11-02 09:02:00+00:00', '2024-11-02 09:02:00+00:00'),
    (3, 3, 'Repository 3', 'rss', 'https://repo3.example.org/oai', 'vault/src/3', '{"set": "theses"}', 180, false, '2024-11-03 09:03:00+00:00', NULL, 3, '2024-11-03 09:03:00+00:00', '2024-11-03 09:03:00+00:00'),
    (4, 4, 'Repository 4', 'oai_pmh', 'https://repo4.example.org/oai', NULL, '{"set": "theses"}', 240, true, '2024-11-04 09:04:00+00:00', 'timeout; retried', 4, '2024-11-04 09:04:00+00:00', '2024-11-04 09:04:00+00:00'),
    (5, 5, 'Repository 5', 'rest', 'https://repo5.example.org/oai', 'vault/src/5', '{"set": "theses"}', 300, true, '2024-11-05 09:05:00+00:00', NULL, 5, '2024-11-05 09:05:00+00:00', '2024-11-05 09:05:00+00:00'),
    (6, 6, 'Repository 6', 'sftp', 'https://repo6.example.org/oai', NULL, '{"set": "theses"}', 360, false, '2024-11-06 09:06:00+00:00', NULL, 6, '2024-11-06 09:06:00+00:00', '2024-11-06 09:06:00+00:00'),
    (7, 7, 'Repository 7', 'rss', 'https://repo7.example.org/oai', 'vault/src/7', '{"set": "theses"}', 420, true, '2024-11-07 09:07:00+00:00', NULL, 7, '2024-11-07 09:07:00+00:00', '2024-11-07 09:07:00+00:00'),
    (8, 8, 'Repository 8', 'oai_pmh', 'https://repo8.example.org/oai', NULL, '{"set": "theses"}', 480, true, '2024-11-08 09:08:00+00:00', 'timeout; retried', 8, '2024-11-08 09:08:00+00:00', '2024-11-08 09:08:00+00:00'),
    (9, 9, 'Repository 9', 'rest', 'https://repo9.example.org/oai', 'vault/src/9', '{"set": "theses"}', 540, false, '2024-11-09 09:09:00+00:00', NULL, 9, '2024-11-09 09:09:00+00:00', '2024-11-09 09:09:00+00:00'),
    (10, 10, 'Repository 10', 'sftp', 'https://repo10.example.org/oai', NULL, '{"set": "theses"}', 600, true, '2024-11-10 09:10:00+00:00', NULL, 10, '2024-11-10 09:10:00+00:00', '2024-11-10 09:10:00+00:00'),
    (11, 11, 'Repository 11', 'rss', 'https://repo11.example.org/oai', 'vault/src/11', '{"set": "theses"}', 660, true, '2024-11-11 09:11:00+00:00', NULL, 11, '2024-11-11 09:11:00+00:00', '2024-11-11 09:11:00+00:00'),
    (12, 12, 'Repository 12', 'oai_pmh', 'https://repo12.example.org/oai', NULL, '{"set": "theses"}', 720, false, '2024-11-12 09:12:00+00:00', 'timeout; retried', 12, '2024-11-12 09:12:00+00:00', '2024-11-12 09:12:00+00:00')
ON CONFLICT DO NOTHING;

-- after: add_email_verification
UPDATE users SET email_verified = true WHERE id <= 6;
UPDATE users SET verification_token = 'token-' || CAST(id AS VARCHAR(20)), verification_token_expires = '2024-12-31 00:00:00+00:00' WHERE id > 6;

-- after: add_document_chat
INSERT INTO document_chat_messages (id, document_id, user_id, content, message_type, citations, created_at) VALUES
    (1, 1, 1, 'What is ''budget; 1'' about?', 'user', NULL, '2024-12-01 09:01:00+00:00'),
    (2, 2, 2, 'What is ''budget; 2'' about?', 'user', NULL, '2024-12-02 09:02:00+00:00'),
    (3, 3, 3, 'What is ''budget; 3'' about?', 'system', NULL, '2024-12-03 09:03:00+00:00'),
    (4, 4, NULL, 'What is ''budget; 4'' about?', 'assistant', '[{"page": 4, "quote": "see table 4"}]', '2024-12-04 09:04:00+00:00'),
    (5, 5, 5, 'What is ''budget; 5'' about?', 'user', NULL, '2024-12-05 09:05:00+00:00'),
    (6, 6, 6, 'What is ''budget; 6'' about?', 'user', NULL, '2024-12-06 09:06:00+00:00'),
    (7, 7, 7, 'What is ''budget; 7'' about?', 'system', NULL, '2024-12-07 09:07:00+00:00'),
    (8, 8, NULL, 'What is ''budget; 8'' about?', 'assistant', '[{"page": 8, "quote": "see table 8"}]', '2024-12-08 09:08:00+00:00'),
    (9, 9, 9, 'What is ''budget; 9'' about?', 'user', NULL, '2024-12-09 09:09:00+00:00'),
    (10, 10, 10, 'What is ''budget; 10'' about?', 'user', NULL, '2024-12-10 09:10:00+00:00'),
    (11, 11, 11, 'What is ''budget; 11'' about?', 'system', NULL, '2024-12-11 09:11:00+00:00'),
    (12, 12, NULL, 'What is ''budget; 12'' about?', 'assistant', '[{"page": 12, "quote": "see table 12"}]', '2024-12-12 09:12:00+00:00')
ON CONFLICT DO NOTHING;
INSERT INTO document_chat_participants (id, document_id, user_id, last_seen, is_active) VALUES
    (1, 1, 1, '2024-12-01 09:01:00+00:00', true),
    (2, 2, 2, '2024-12-02 09:02:00+00:00', true),
    (3, 3, 3, '2024-12-03 09:03:00+00:00', false),
    (4, 4, 4, '2024-12-04 09:04:00+00:00', true),
    (5, 5, 5, '2024-12-05 09:05:00+00:00', true),
    (6, 6, 6, '2024-12-06 09:06:00+00:00', false),
    (7, 7, 7, '2024-12-07 09:07:00+00:00', true),
    (8, 8, 8, '2024-12-08 09:08:00+00:00', true),
    (9, 9, 9, '2024-12-09 09:09:00+00:00', false),
    (10, 10, 10, '2024-12-10 09:10:00+00:00', true),
    (11, 11, 11, '2024-12-11 09:11:00+00:00', true),
    (12, 12, 12, '2024-12-12 09:12:00+00:00', false)
ON CONFLICT DO NOTHING;

-- after: e6a17b94d20c
UPDATE documents
   SET workflow_status = 'approved', revision_number = 2, submitted_at = '2025-01-09 08:00:00+00:00',
       approved_at = '2025-01-10 08:00:00+00:00', approved_by = 3
 WHERE id IN (1, 3, 4);
UPDATE documents SET workflow_status = 'rejected', submitted_at = '2025-01-09 08:00:00+00:00', rejection_reason = 'No abstract; please add one' WHERE id IN (6, 7);

-- after: add_approval_workflow
INSERT INTO approval_policies (id, institution_id, step_number, approver_role, min_approvals, created_at) VALUES
    (1, 1, 2, 'reviewer', 2, '2025-01-01 09:01:00+00:00'),
    (2, 2, 3, 'institution_admin', 1, '2025-01-02 09:02:00+00:00'),
    (3, 3, 1, 'reviewer', 2, '2025-01-03 09:03:00+00:00'),
    (4, 4, 2, 'institution_admin', 1, '2025-01-04 09:04:00+00:00'),
    (5, 5, 3, 'reviewer', 2, '2025-01-05 09:05:00+00:00'),
    (6, 6, 1, 'institution_admin', 1, '2025-01-06 09:06:00+00:00'),
    (7, 7, 2, 'reviewer', 2, '2025-01-07 09:07:00+00:00'),
    (8, 8, 3, 'institution_admin', 1, '2025-01-08 09:08:00+00:00'),
    (9, 9, 1, 'reviewer', 2, '2025-01-09 09:09:00+00:00'),
    (10, 10, 2, 'institution_admin', 1, '2025-01-10 09:10:00+00:00'),
    (11, 11, 3, 'reviewer', 2, '2025-01-11 09:11:00+00:00'),
    (12, 12, 1, 'institution_admin', 1, '2025-01-12 09:12:00+00:00')
ON CONFLICT DO NOTHING;
INSERT INTO document_approvals (id, document_id, approver_id, step_number, decision, remark, decided_at, created_at) VALUES
    (1, 1, 2, 2, 'approved', NULL, '2025-02-01 09:01:00+00:00', '2025-01-01 09:01:00+00:00'),
    (2, 2, 3, 1, 'rejected', 'ok', '2025-02-02 09:02:00+00:00', '2025-01-02 09:02:00+00:00'),
    (3, 3, 4, 2, 'pending', NULL, NULL, '2025-01-03 09:03:00+00:00'),
    (4, 4, 5, 1, 'approved', 'ok', '2025-02-04 09:04:00+00:00', '2025-01-04 09:04:00+00:00'),
    (5, 5, 6, 2, 'rejected', NULL, '2025-02-05 09:05:00+00:00', '2025-01-05 09:05:00+00:00'),
    (6, 6, 7, 1, 'pending', 'ok', NULL, '2025-01-06 09:06:00+00:00'),
    (7, 7, 8, 2, 'approved', NULL, '2025-02-07 09:07:00+00:00', '2025-01-07 09:07:00+00:00'),
    (8, 8, 9, 1, 'rejected', 'ok', '2025-02-08 09:08:00+00:00', '2025-01-08 09:08:00+00:00'),
    (9, 9, 10, 2, 'pending', NULL, NULL, '2025-01-09 09:09:00+00:00'),
    (10, 10, 11, 1, 'approved', 'ok', '2025-02-10 09:10:00+00:00', '2025-01-10 09:10:00+00:00'),
    (11, 11, 12, 2, 'rejected', NULL, '2025-02-11 09:11:00+00:00', '2025-01-11 09:11:00+00:00'),
    (12, 12, 1, 1, 'pending', 'ok', NULL, '2025-01-12 09:12:00+00:00')
ON CONFLICT DO NOTHING;

-- after: add_parent_ministry
INSERT INTO institutions (id, code, name, type, parent_ministry_id, created_at, updated_at) VALUES
    (21, 'DEPT-001', 'Department no. 1', 'government_dept', 1, '2025-02-01 09:01:00+00:00', '2025-02-01 09:01:00+00:00'),
    (22, 'DEPT-002', 'Department no. 2', 'government_dept', 1, '2025-02-02 09:02:00+00:00', '2025-02-02 09:02:00+00:00'),
    (23, 'DEPT-003', 'Department no. 3', 'government_dept', 1, '2025-02-03 09:03:00+00:00', '2025-02-03 09:03:00+00:00'),
    (24, 'DEPT-004', 'Department no. 4', 'government_dept', 1, '2025-02-04 09:04:00+00:00', '2025-02-04 09:04:00+00:00'),
    (25, 'DEPT-005', 'Department no. 5', 'government_dept', 1, '2025-02-05 09:05:00+00:00', '2025-02-05 09:05:00+00:00'),
    (26, 'DEPT-006', 'Department no. 6', 'government_dept', 1, '2025-02-06 09:06:00+00:00', '2025-02-06 09:06:00+00:00'),
    (27, 'DEPT-007', 'Department no. 7', 'government_dept', 1, '2025-02-07 09:07:00+00:00', '2025-02-07 09:07:00+00:00'),
    (28, 'DEPT-008', 'Department no. 8', 'government_dept', 1, '2025-02-08 09:08:00+00:00', '2025-02-08 09:08:00+00:00')
ON CONFLICT DO NOTHING;
UPDATE institutions SET parent_ministry_id = 1 WHERE id BETWEEN 3 AND 8 OR id BETWEEN 21 AND 28;
UPDATE institutions SET parent_ministry_id = 2 WHERE id BETWEEN 9 AND 11;

-- after: remove_government_dept
INSERT INTO institutions (id, code, name, type, parent_ministry_id, created_at, updated_at) VALUES
    (31, 'UNI-031', 'University founded after the change', 'university', 1, '2025-02-20 09:20:00+00:00', '2025-02-20 09:20:00+00:00')
ON CONFLICT DO NOTHING;

-- after: 3d5c70be8a19
-- no new table or column

-- after: fix_foreign_keys
-- no new table or column; document_metadata.document_id is unique from here on

-- after: add_personal_notes
INSERT INTO document_notes (id, document_id, user_id, content, page_number, is_pinned, created_at, updated_at) VALUES
    (1, 1, 1, 'Check page 1; ask ''finance''', 1, false, '2025-04-01 09:01:00+00:00', '2025-04-01 09:01:00+00:00'),
    (2, 2, 2, 'Check page 2; ask ''finance''', NULL, false, '2025-04-02 09:02:00+00:00', '2025-04-02 09:02:00+00:00'),
    (3, 3, 3, 'Check page 3; ask ''finance''', 3, false, '2025-04-03 09:03:00+00:00', '2025-04-03 09:03:00+00:00'),
    (4, 4, 4, 'Check page 4; ask ''finance''', NULL, true, '2025-04-04 09:04:00+00:00', '2025-04-04 09:04:00+00:00'),
    (5, 5, 5, 'Check page 5; ask ''finance''', 5, false, '2025-04-05 09:05:00+00:00', '2025-04-05 09:05:00+00:00'),
    (6, 6, 6, 'Check page 6; ask ''finance''', NULL, false, '2025-04-06 09:06:00+00:00', '2025-04-06 09:06:00+00:00'),
    (7, 7, 7, 'Check page 7; ask ''finance''', 7, false, '2025-04-07 09:07:00+00:00', '2025-04-07 09:07:00+00:00'),
    (8, 8, 8, 'Check page 8; ask ''finance''', NULL, true, '2025-04-08 09:08:00+00:00', '2025-04-08 09:08:00+00:00'),
    (9, 9, 9, 'Check page 9; ask ''finance''', 9, false, '2025-04-09 09:09:00+00:00', '2025-04-09 09:09:00+00:00'),
    (10, 10, 10, 'Check page 10; ask ''finance''', NULL, false, '2025-04-10 09:10:00+00:00', '2025-04-10 09:10:00+00:00'),
    (11, 11, 11, 'Check page 11; ask ''finance''', 11, false, '2025-04-11 09:11:00+00:00', '2025-04-11 09:11:00+00:00'),
    (12, 12, 12, 'Check page 12; ask ''finance''', NULL, true, '2025-04-12 09:12:00+00:00', '2025-04-12 09:12:00+00:00')
ON CONFLICT DO NOTHING;

-- after: add_full_text_search
-- no new table to seed: PostgreSQL generates search_vector, SQLite's triggers fill documents_fts

-- after: create_notifications
INSERT INTO notifications (id, user_id, document_id, kind, title, body, payload, is_read, read_at, created_at) VALUES
    (1, 1, 1, 'approval_decided', 'Notice 1', NULL, '{"n": 1}', false, NULL, '2025-05-01 09:01:00+00:00'),
    (2, 2, 2, 'chat_message', 'Notice 2', 'Body of 2; more', '{"n": 2}', true, '2025-05-02 09:02:00+00:00', '2025-05-02 09:02:00+00:00'),
    (3, 3, NULL, 'source_failed', 'Notice 3', NULL, '{"n": 3}', false, NULL, '2025-05-03 09:03:00+00:00'),
    (4, 4, 4, 'approval_requested', 'Notice 4', 'Body of 4; more', '{"n": 4}', true, '2025-05-04 09:04:00+00:00', '2025-05-04 09:04:00+00:00'),
    (5, 5, 5, 'approval_decided', 'Notice 5', NULL, '{"n": 5}', false, NULL, '2025-05-05 09:05:00+00:00'),
    (6, 6, NULL, 'chat_message', 'Notice 6', 'Body of 6; more', '{"n": 6}', true, '2025-05-06 09:06:00+00:00', '2025-05-06 09:06:00+00:00'),
    (7, 7, 7, 'source_failed', 'Notice 7', NULL, '{"n": 7}', false, NULL, '2025-05-07 09:07:00+00:00'),
    (8, 8, 8, 'approval_requested', 'Notice 8', 'Body of 8; more', '{"n": 8}', true, '2025-05-08 09:08:00+00:00', '2025-05-08 09:08:00+00:00'),
    (9, 9, NULL, 'approval_decided', 'Notice 9', NULL, '{"n": 9}', false, NULL, '2025-05-09 09:09:00+00:00'),
    (10, 10, 10, 'chat_message', 'Notice 10', 'Body of 10; more', '{"n": 10}', true, '2025-05-10 09:10:00+00:00', '2025-05-10 09:10:00+00:00'),
    (11, 11, 11, 'source_failed', 'Notice 11', NULL, '{"n": 11}', false, NULL, '2025-05-11 09:11:00+00:00'),
    (12, 12, NULL, 'approval_requested', 'Notice 12', 'Body of 12; more', '{"n": 12}', true, '2025-05-12 09:12:00+00:00', '2025-05-12 09:12:00+00:00')
ON CONFLICT DO NOTHING;

-- after: create_audit_log
INSERT INTO audit_events (id, occurred_at, actor_id, actor_email, action, entity_type, entity_id, details, ip_address) VALUES
    (1, '2025-05-01 09:01:00+00:00', 1, 'user1@inst1.example.org', 'document.update', 'document', 1, '{"seq": 1}', '192.0.2.1'),
    (2, '2025-05-02 09:02:00+00:00', 2, 'user2@inst2.example.org', 'user.login', 'document', 2, '{"seq": 2}', '192.0.2.2'),
    (3, '2025-05-03 09:03:00+00:00', 3, 'user3@inst3.example.org', 'document.view', 'document', 3, '{"seq": 3}', '192.0.2.3'),
    (4, '2025-05-04 09:04:00+00:00', 4, 'user4@inst4.example.org', 'document.update', 'document', 4, '{"seq": 4}', '192.0.2.4'),
    (5, '2025-05-05 09:05:00+00:00', 5, 'user5@inst5.example.org', 'user.login', 'document', 5, '{"seq": 5}', '192.0.2.5'),
    (6, '2025-05-06 09:06:00+00:00', 6, 'user6@inst6.example.org', 'document.view', 'document', 6, '{"seq": 6}', '192.0.2.6'),
    (7, '2025-05-07 09:07:00+00:00', 7, 'user7@inst7.example.org', 'document.update', 'document', 7, '{"seq": 7}', '192.0.2.7'),
    (8, '2025-05-08 09:08:00+00:00', 8, 'user8@inst8.example.org', 'user.login', 'document', 8, '{"seq": 8}', '192.0.2.8'),
    (9, '2025-05-09 09:09:00+00:00', 9, 'user9@inst9.example.org', 'document.view', 'document', 9, '{"seq": 9}', '192.0.2.9'),
    (10, '2025-05-10 09:10:00+00:00', 10, 'user10@inst10.example.org', 'document.update', 'document', 10, '{"seq": 10}', '192.0.2.10'),
    (11, '2025-05-11 09:11:00+00:00', 11, 'user11@inst11.example.org', 'user.login', 'document', 11, '{"seq": 11}', '192.0.2.11'),
    (12, '2025-05-12 09:12:00+00:00', 12, 'user12@inst12.example.org', 'document.view', 'document', 12, '{"seq": 12}', '192.0.2.12')
ON CONFLICT DO NOTHING;

-- after: 5be1d7f0934a
INSERT INTO notification_preferences (user_id, kind, channel, is_enabled) VALUES
    (1, 'chat_message', 'in_app', true),
    (2, 'chat_message', 'push', true),
    (3, 'chat_message', 'in_app', false),
    (4, 'chat_message', 'push', true),
    (5, 'chat_message', 'in_app', true),
    (6, 'chat_message', 'push', false),
    (7, 'chat_message', 'in_app', true),
    (8, 'chat_message', 'push', true),
    (9, 'chat_message', 'in_app', false),
    (10, 'chat_message', 'push', true),
    (11, 'chat_message', 'in_app', true),
    (12, 'chat_message', 'push', false)
ON CONFLICT DO NOTHING;

-- after: d20f6b8c3e95
INSERT INTO document_views (id, document_id, user_id, source, duration_seconds, viewed_at) VALUES
    (1, 1, 1, 'api', 11, '2025-06-01 09:01:00+00:00'),
    (2, 2, 2, 'mobile', NULL, '2025-06-02 09:02:00+00:00'),
    (3, 3, 3, 'web', 33, '2025-06-03 09:03:00+00:00'),
    (4, 4, NULL, 'api', NULL, '2025-06-04 09:04:00+00:00'),
    (5, 5, 5, 'mobile', 55, '2025-06-05 09:05:00+00:00'),
    (6, 6, 6, 'web', NULL, '2025-06-06 09:06:00+00:00'),
    (7, 7, 7, 'api', 77, '2025-06-07 09:07:00+00:00'),
    (8, 8, NULL, 'mobile', NULL, '2025-06-08 09:08:00+00:00'),
    (9, 9, 9, 'web', 99, '2025-06-09 09:09:00+00:00'),
    (10, 10, 10, 'api', NULL, '2025-06-10 09:10:00+00:00'),
    (11, 11, 11, 'mobile', 121, '2025-06-11 09:11:00+00:00'),
    (12, 12, NULL, 'web', NULL, '2025-06-12 09:12:00+00:00')
ON CONFLICT DO NOTHING;
INSERT INTO document_daily_stats (document_id, day, view_count, unique_readers) VALUES
    (1, '2025-06-01', 3, 1),
    (2, '2025-06-02', 6, 2),
    (3, '2025-06-03', 9, 3),
    (4, '2025-06-04', 12, 4),
    (5, '2025-06-05', 15, 5),
    (6, '2025-06-06', 18, 6),
    (7, '2025-06-07', 21, 7),
    (8, '2025-06-08', 24, 8),
    (9, '2025-06-09', 27, 9),
    (10, '2025-06-10', 30, 10),
    (11, '2025-06-11', 33, 11),
    (12, '2025-06-12', 36, 12)
ON CONFLICT DO NOTHING;

-- after: link_notifications_to_audit
UPDATE notifications SET audit_event_id = id WHERE id <= 9;

-- after: 0c9a4e7d18f3
-- a merge; nothing new

-- after: add_public_ids
-- public_id is filled by the revision, and by a default (PostgreSQL) or a trigger (SQLite) afterwards

-- after: touch_updated_at
-- triggers only
