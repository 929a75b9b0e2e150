-- The newest change of each record; `member` is empty for what every member sees.
CREATE TABLE change (
  member   BLOB NOT NULL,
  kind     TEXT NOT NULL,
  id       TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  removed  INTEGER NOT NULL,
  -- milliseconds since 1970, of a removal: for forgetting it one day
  at       INTEGER NOT NULL,
  PRIMARY KEY (member, kind, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX change_sequence ON change (member, sequence);
CREATE INDEX change_removed ON change (at) WHERE removed;

-- One row: the last sequence given out, the horizon of removals, and which database this is.
CREATE TABLE change_clock (
  only     INTEGER PRIMARY KEY CHECK (only = 1),
  epoch    INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  horizon  INTEGER NOT NULL
);
INSERT INTO change_clock (only, epoch, sequence, horizon) VALUES (1, abs(random() >> 11), 0, 0);

-- The parts of the programme as they were last announced, each with a hash of what it said.
CREATE TABLE announced (
  kind TEXT NOT NULL,
  id   TEXT NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (kind, id)
) WITHOUT ROWID;
