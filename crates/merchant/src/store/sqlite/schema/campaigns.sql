-- Who took part in campaigns that are for the first so many. A place stays taken when its member goes;
-- it is free again when the whole purchase comes back.
CREATE TABLE campaign_part (
  campaign TEXT NOT NULL,
  -- from 1; one that is free again is given to nobody else, so that each place is one purchase's
  place    INTEGER NOT NULL,
  member   BLOB REFERENCES member ON DELETE SET NULL,
  sale     BLOB NOT NULL,
  at       INTEGER NOT NULL,
  PRIMARY KEY (campaign, place)
) WITHOUT ROWID;
CREATE UNIQUE INDEX campaign_part_member ON campaign_part (member, campaign) WHERE member IS NOT NULL;

-- Members in challenges.
CREATE TABLE challenge_member (
  challenge TEXT NOT NULL,
  member    BLOB NOT NULL REFERENCES member ON DELETE CASCADE,
  joined    INTEGER NOT NULL,
  completed INTEGER,
  -- JSON: what was given
  prize     TEXT,
  PRIMARY KEY (member, challenge)
) WITHOUT ROWID;

-- What each purchase counts.
CREATE TABLE challenge_step (
  challenge TEXT NOT NULL,
  member    BLOB NOT NULL REFERENCES member ON DELETE CASCADE,
  sale      BLOB NOT NULL,
  -- YYYY-MM-DD
  day       TEXT NOT NULL,
  counted   INTEGER NOT NULL,
  PRIMARY KEY (member, challenge, sale)
) WITHOUT ROWID;

-- Draws from the moment they open.
CREATE TABLE draw (
  draw   TEXT PRIMARY KEY NOT NULL,
  seed   BLOB NOT NULL,
  opened INTEGER NOT NULL,
  -- the number of the next ticket
  next   INTEGER NOT NULL,
  -- JSON, once it is drawn: it is shown as it was written then
  record TEXT
) WITHOUT ROWID;

-- Tickets that came together.
CREATE TABLE draw_ticket (
  draw   TEXT NOT NULL REFERENCES draw,
  first  INTEGER NOT NULL,
  count  INTEGER NOT NULL,
  member BLOB NOT NULL REFERENCES member ON DELETE CASCADE,
  sale   BLOB,
  PRIMARY KEY (draw, first)
) WITHOUT ROWID;
CREATE INDEX draw_ticket_member ON draw_ticket (member, draw);
CREATE INDEX draw_ticket_sale ON draw_ticket (sale) WHERE sale IS NOT NULL;
