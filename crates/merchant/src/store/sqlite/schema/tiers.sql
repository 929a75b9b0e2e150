-- In which tier a member is; the lowest one where there is no row.
CREATE TABLE tier_standing (
  member         BLOB PRIMARY KEY NOT NULL REFERENCES member ON DELETE CASCADE,
  tier           TEXT NOT NULL,
  since          INTEGER NOT NULL,
  -- the last day it is certain
  until          TEXT,
  -- where the member was before rising
  previous       TEXT,
  previous_since INTEGER,
  previous_until TEXT
) WITHOUT ROWID;
CREATE INDEX tier_standing_until ON tier_standing (until) WHERE until IS NOT NULL;

-- What was bought by day, less what came back of it.
CREATE TABLE tier_day (
  member    BLOB NOT NULL REFERENCES member ON DELETE CASCADE,
  day       TEXT NOT NULL,
  spend     INTEGER NOT NULL,
  purchases INTEGER NOT NULL,
  PRIMARY KEY (member, day)
) WITHOUT ROWID;
