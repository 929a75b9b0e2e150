-- Stamps: one row for each purchase and card. given = left + used + worn + taken.
CREATE TABLE stamp (
  sale       BLOB NOT NULL,
  card       TEXT NOT NULL,
  member     BLOB NOT NULL REFERENCES member ON DELETE CASCADE,
  at         INTEGER NOT NULL,
  given      INTEGER NOT NULL,
  on_top     INTEGER NOT NULL,
  head_start INTEGER NOT NULL,
  -- still on the card
  left       INTEGER NOT NULL,
  -- went into full cards
  used       INTEGER NOT NULL,
  -- worn off
  worn       INTEGER NOT NULL,
  -- taken back with a return
  taken      INTEGER NOT NULL,
  PRIMARY KEY (sale, card)
) WITHOUT ROWID;
CREATE INDEX stamp_member ON stamp (member, card, at);
CREATE INDEX stamp_left ON stamp (member, card, at) WHERE left > 0;
CREATE INDEX stamp_wear ON stamp (card, at) WHERE left > 0;

-- Cards that were filled, each with its claim.
CREATE TABLE stamp_fill (
  claim  BLOB PRIMARY KEY NOT NULL,
  card   TEXT NOT NULL,
  member BLOB NOT NULL REFERENCES member ON DELETE CASCADE,
  at     INTEGER NOT NULL,
  -- stamps that it took
  size   INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX stamp_fill_member ON stamp_fill (member, card, at);
