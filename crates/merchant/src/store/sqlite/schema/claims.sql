-- Claims, and how many of a reward are taken.
CREATE TABLE claim (
  id         BLOB PRIMARY KEY NOT NULL,
  member     BLOB NOT NULL REFERENCES member ON DELETE CASCADE,
  -- reward, stamp_card, draw; its name; which of a draw's prizes
  source     TEXT NOT NULL,
  name       TEXT NOT NULL,
  place      INTEGER NOT NULL DEFAULT 0,
  granted    INTEGER NOT NULL,
  cost       INTEGER NOT NULL,
  state      TEXT NOT NULL,
  code       TEXT NOT NULL UNIQUE,
  created    INTEGER NOT NULL,
  hold_until INTEGER,
  used       INTEGER,
  ended      INTEGER,
  receipt    BLOB
) WITHOUT ROWID;
CREATE INDEX claim_member ON claim (member, created);
CREATE INDEX claim_due ON claim (hold_until) WHERE state = 'reserved' AND hold_until IS NOT NULL;
CREATE INDEX claim_receipt ON claim (receipt) WHERE receipt IS NOT NULL;

-- Pieces of a reward that are reserved or used.
CREATE TABLE reward_taken (
  reward TEXT PRIMARY KEY NOT NULL,
  taken  INTEGER NOT NULL
) WITHOUT ROWID;
