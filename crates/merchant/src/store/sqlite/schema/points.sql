-- The ledger. An entry's postings add up to nothing; lots and sums are what the postings come to,
-- kept beside them so that nothing has to be added up to sell a coffee.
CREATE TABLE point_entry (
  id        BLOB PRIMARY KEY NOT NULL,
  member    BLOB NOT NULL REFERENCES member ON DELETE CASCADE,
  -- as in the protocol
  kind      TEXT NOT NULL,
  state     TEXT NOT NULL,
  amount    INTEGER NOT NULL,
  occurred  INTEGER NOT NULL,
  effective INTEGER,
  expires   TEXT,
  receipt   BLOB,
  claim     BLOB,
  reason    TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX point_entry_member ON point_entry (member, occurred, id);
CREATE INDEX point_entry_claim ON point_entry (claim) WHERE claim IS NOT NULL;

CREATE TABLE point_posting (
  entry   BLOB NOT NULL REFERENCES point_entry ON DELETE CASCADE,
  -- from 0; later ones are put behind
  place   INTEGER NOT NULL,
  account TEXT NOT NULL CHECK (account IN
    ('pending', 'available', 'locked', 'issued', 'redeemed', 'expired', 'adjusted')),
  lot     BLOB,
  amount  INTEGER NOT NULL CHECK (amount <> 0),
  PRIMARY KEY (entry, place)
) WITHOUT ROWID;

-- Points that one entry gave, and where they are now.
CREATE TABLE point_lot (
  entry     BLOB PRIMARY KEY NOT NULL REFERENCES point_entry ON DELETE CASCADE,
  member    BLOB NOT NULL,
  -- the purchase that gave them
  sale      BLOB,
  effective INTEGER NOT NULL,
  -- the last good day; 9999-12-31 is never
  last_day  TEXT NOT NULL,
  pending   INTEGER NOT NULL CHECK (pending >= 0),
  available INTEGER NOT NULL CHECK (available >= 0),
  locked    INTEGER NOT NULL CHECK (locked >= 0),
  -- issued, less what returns took back
  net       INTEGER NOT NULL CHECK (net >= 0),
  -- JSON: how the purchase came to them; none for points that no purchase gave
  basis     TEXT
) WITHOUT ROWID;
CREATE INDEX point_lot_available ON point_lot (member, last_day, effective, entry)
  WHERE available > 0;
CREATE INDEX point_lot_pending ON point_lot (member, effective) WHERE pending > 0;
CREATE INDEX point_lot_sale ON point_lot (sale) WHERE sale IS NOT NULL;

-- Sums of a member's postings by account.
CREATE TABLE point_account (
  member     BLOB PRIMARY KEY NOT NULL REFERENCES member ON DELETE CASCADE,
  pending    INTEGER NOT NULL CHECK (pending >= 0),
  available  INTEGER NOT NULL,
  locked     INTEGER NOT NULL CHECK (locked >= 0),
  issued     INTEGER NOT NULL,
  redeemed   INTEGER NOT NULL,
  expired    INTEGER NOT NULL,
  adjusted   INTEGER NOT NULL,
  -- what a return took of points that were spent already, not yet paid
  owed       INTEGER NOT NULL CHECK (owed >= 0),
  -- all points are good at least until the end of this day: a purchase keeps them
  kept_until TEXT,
  -- when points become available or run out the next time; never too late
  due        INTEGER,
  CHECK (pending + available + locked + issued + redeemed + expired + adjusted = 0)
) WITHOUT ROWID;
CREATE INDEX point_account_due ON point_account (due) WHERE due IS NOT NULL;

-- Points given by day, less what returns took back of that day's purchases.
CREATE TABLE point_day (
  member BLOB NOT NULL REFERENCES member ON DELETE CASCADE,
  day    TEXT NOT NULL,
  given  INTEGER NOT NULL,
  PRIMARY KEY (member, day)
) WITHOUT ROWID;

-- One row: the sums of the accounts of members who left, what they had left expired. With those of
-- point_account, these are all points that were ever given.
CREATE TABLE point_closed (
  only     INTEGER PRIMARY KEY CHECK (only = 1),
  members  INTEGER NOT NULL,
  issued   INTEGER NOT NULL,
  redeemed INTEGER NOT NULL,
  expired  INTEGER NOT NULL,
  adjusted INTEGER NOT NULL,
  CHECK (issued + redeemed + expired + adjusted = 0)
);
INSERT INTO point_closed (only, members, issued, redeemed, expired, adjusted)
VALUES (1, 0, 0, 0, 0, 0);
