-- Merge notifications and analytics
--
-- revision: 0c9a4e7d18f3
-- parent:   link_notifications_to_audit, d20f6b8c3e95
-- created:  2025-07-07T08:00:00Z

-- migrate: upgrade

-- migrate: downgrade
