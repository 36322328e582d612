-- Add notification preferences
--
-- No row means the default of the product, so only the one choice that can be derived is
-- written here. Approvals by mail are on for those whose address has been verified.
--
-- revision: 5be1d7f0934a
-- parent:   create_notifications
-- created:  2025-06-02T10:00:00Z

-- migrate: upgrade
CREATE TABLE notification_preferences (
    user_id    BIGINT      NOT NULL,
    kind       VARCHAR(32) NOT NULL,
    channel    VARCHAR(16) NOT NULL,
    is_enabled BOOLEAN     NOT NULL DEFAULT true,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_notification_preferences PRIMARY KEY (user_id, kind, channel),
    CONSTRAINT fk_notification_preferences_user_id
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT ck_notification_preferences_channel
        CHECK (channel IN ('in_app', 'email', 'push'))
);

INSERT INTO notification_preferences (user_id, kind, channel, is_enabled)
SELECT id, 'approval_requested', 'email', email_verified
  FROM users
 WHERE is_active;

-- migrate: downgrade
DROP TABLE notification_preferences;
