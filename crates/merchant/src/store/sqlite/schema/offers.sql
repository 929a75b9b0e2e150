-- Offers that were made.
CREATE TABLE offer (
  id      BLOB PRIMARY KEY NOT NULL,
  member  BLOB NOT NULL REFERENCES member ON DELETE CASCADE,
  rule    TEXT NOT NULL,
  -- JSON: pairs that fill the holes of why
  found   TEXT NOT NULL,
  made    INTEGER NOT NULL,
  -- YYYY-MM-DD
  until   TEXT,
  -- available, activated, redeemed, expired, withdrawn
  state   TEXT NOT NULL,
  hidden  INTEGER NOT NULL,
  code    TEXT UNIQUE,
  used    INTEGER,
  receipt BLOB,
  ended   INTEGER,
  -- a wallet may still have it
  shown   INTEGER NOT NULL DEFAULT 1
) WITHOUT ROWID;
CREATE INDEX offer_member ON offer (member, rule, made);
CREATE INDEX offer_open ON offer (member, made) WHERE ended IS NULL;
CREATE INDEX offer_rule_open ON offer (rule, id) WHERE ended IS NULL;
CREATE INDEX offer_until ON offer (until) WHERE ended IS NULL AND until IS NOT NULL;
CREATE INDEX offer_ended ON offer (ended) WHERE ended IS NOT NULL AND shown;
CREATE INDEX offer_receipt ON offer (receipt) WHERE receipt IS NOT NULL;

-- When to look what can be made for a member; no row: when something happens.
CREATE TABLE offer_look (
  member BLOB PRIMARY KEY NOT NULL REFERENCES member ON DELETE CASCADE,
  at     INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX offer_look_at ON offer_look (at);

-- The programme's rules as they were when last looked at, each with a hash of what it said.
CREATE TABLE offer_rule (
  rule TEXT PRIMARY KEY NOT NULL,
  hash BLOB NOT NULL
) WITHOUT ROWID;
