-- Web Push subscriptions. They end with the wallet that made them.
CREATE TABLE push_subscription (
  id       BLOB PRIMARY KEY NOT NULL,
  member   BLOB NOT NULL REFERENCES member ON DELETE CASCADE,
  grant_id BLOB NOT NULL REFERENCES oauth_grant ON DELETE CASCADE,
  endpoint TEXT NOT NULL,
  p256dh   BLOB NOT NULL,
  auth     BLOB NOT NULL,
  created  INTEGER NOT NULL,
  -- the member's sequence of changes when a message was last taken
  told     INTEGER NOT NULL,
  UNIQUE (member, endpoint)
) WITHOUT ROWID;
CREATE INDEX push_subscription_grant ON push_subscription (grant_id);
