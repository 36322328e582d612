-- Link notifications to audit events
--
-- A notification opens the event that caused it. The audit log is made on the other line
-- of work, so this revision needs it without being its child.
--
-- revision: link_notifications_to_audit
-- parent:   5be1d7f0934a
-- depends on: create_audit_log
-- created:  2025-06-23T11:00:00Z

-- migrate: upgrade
-- Events past their retention are deleted, the notifications about them are not.
ALTER TABLE notifications ADD COLUMN audit_event_id BIGINT
    CONSTRAINT fk_notifications_audit_event_id REFERENCES audit_events (id) ON DELETE SET NULL;

CREATE INDEX ix_notifications_audit_event_id ON notifications (audit_event_id);

-- migrate: downgrade
DROP INDEX ix_notifications_audit_event_id;

ALTER TABLE notifications DROP COLUMN audit_event_id;
