-- Linked devices, their secrets, which steps were taken, and wrong tries.
-- They go with the grant that linked them.
CREATE TABLE linked_device (
  alias     TEXT PRIMARY KEY NOT NULL,
  member    BLOB NOT NULL REFERENCES member ON DELETE CASCADE,
  grant_id  BLOB NOT NULL UNIQUE REFERENCES oauth_grant ON DELETE CASCADE,
  secret    BLOB NOT NULL,
  label     TEXT,
  linked    INTEGER NOT NULL,
  -- the newest step taken online
  last_step INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX linked_device_member ON linked_device (member);

-- Devices that were unlinked: a till that was offline may still bring codes they showed before.
CREATE TABLE ended_device (
  alias  TEXT PRIMARY KEY NOT NULL,
  member BLOB NOT NULL REFERENCES member ON DELETE CASCADE,
  secret BLOB NOT NULL,
  ended  INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX ended_device_member ON ended_device (member);
CREATE INDEX ended_device_ended ON ended_device (ended);

-- A step of a device counts once, online and offline together.
CREATE TABLE code_step (
  step  INTEGER NOT NULL,
  alias TEXT NOT NULL,
  PRIMARY KEY (step, alias)
) WITHOUT ROWID;

CREATE TABLE code_try (
  -- an alias, or a till's id
  who          TEXT PRIMARY KEY NOT NULL,
  wrong        INTEGER NOT NULL,
  since        INTEGER NOT NULL,
  locked_until INTEGER
) WITHOUT ROWID;
CREATE INDEX code_try_since ON code_try (since);
